import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { EXIT } from "../../../cli/exit-codes";
import { synthesizeStack } from "../../../cli/local/synthesize-stack";
import { type TestProject, testProject } from "../helpers/project";

jest.setTimeout(60_000);

let project: TestProject;
beforeEach(() => {
  project = testProject({
    config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() } });`,
  });
});
afterEach(() => project?.remove());

const requestFor = (outdir: string) => ({
  configFile: join(project.folder, "iot-auth.config.ts"),
  stackName: "fleet",
  outdir: join(project.folder, ".iot-auth", outdir),
  extraUsers: [],
  cwd: project.folder,
});

it("reads the synthesized stack, also while other processes synthesize it", async () => {
  const all = await Promise.all([1, 2, 3].map(() => synthesizeStack(requestFor("fleet"))));

  expect(all.map(({ authorizer }) => authorizer.name)).toEqual(["fleet", "fleet", "fleet"]);
  expect(readdirSync(join(project.folder, ".iot-auth")).filter((name) => name.startsWith("fleet"))).toEqual(["fleet"]);
});

it("waits while another process writes to the same folder, but not for another folder", async () => {
  const request = requestFor("held");
  mkdirSync(dirname(request.outdir));
  const release = await lock(request.outdir, { realpath: false, lockfilePath: `${request.outdir}.lock` });
  const waiting = synthesizeStack(request);

  await synthesizeStack(requestFor("other"));
  expect(existsSync(request.outdir)).toBe(false);

  await release();
  expect((await waiting).authorizer.name).toBe("fleet");
});

it("rejects when it is interrupted while it waits for another process", async () => {
  const request = requestFor("held");
  mkdirSync(dirname(request.outdir));
  const release = await lock(request.outdir, { realpath: false, lockfilePath: `${request.outdir}.lock` });
  const controller = new AbortController();
  const waiting = synthesizeStack(request, controller.signal);
  controller.abort();

  await expect(waiting).rejects.toMatchObject({ exitCode: EXIT.interrupted });
  await release();
});

it("rejects when it is interrupted, with nothing locked", async () => {
  const controller = new AbortController();
  const interrupted = synthesizeStack(requestFor("fleet"), controller.signal);
  controller.abort();

  await expect(interrupted).rejects.toMatchObject({
    message: "The synthesis was interrupted.",
    exitCode: EXIT.interrupted,
  });
  expect((await synthesizeStack(requestFor("fleet"))).region).toBe("eu-west-1");
});
