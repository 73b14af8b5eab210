import { existsSync } from "node:fs";
import { closeDeployed, deploy } from "./deploy";

afterEach(closeDeployed);

test("A package that is no zip is reported as Lambda does, and leaves nothing to close", async () => {
  const deployed = await deploy("", {}, { zip: Buffer.from("not a zip") });

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType: "InvalidZipFileException" });
  await deployed.retire();
});

test("Running and waiting calls are answered when the function is retired; then its folder is removed", async () => {
  const code = "exports.handler = () => new Promise((r) => setTimeout(() => r(__dirname), 50))";
  const deployed = await deploy(code, { concurrency: 1 });
  const calls = [deployed.invoke({}), deployed.invoke({})];

  await deployed.retire();

  const [first, second] = (await Promise.all(calls)).map((outcome) => (outcome.ok ? String(outcome.payload) : ""));
  expect(first).toMatch(/task$/);
  expect(second).toBe(first);
  expect(existsSync(String(first))).toBe(false);
  expect(await deployed.invoke({})).toMatchObject({ errorType: "Lambda.ResourceNotFoundException" });
});

test("Running and waiting calls fail when the function is closed", async () => {
  let started = () => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const code = "exports.handler = () => { console.log('started'); for (;;); }";
  const deployed = await deploy(code, { concurrency: 1, onLog: () => started() });
  const calls = [deployed.invoke({}), deployed.invoke({})];
  await running;

  await deployed.close();

  expect(await Promise.all(calls)).toMatchObject([
    { errorType: "Runtime.ExitError" },
    { errorType: "Lambda.ResourceNotFoundException" },
  ]);
});

test("A function that was never called is closed, and cannot be called afterwards", async () => {
  const deployed = await deploy("exports.handler = async () => 1");

  await deployed.close();

  expect(await deployed.invoke({})).toMatchObject({ errorType: "Lambda.ResourceNotFoundException" });
});
