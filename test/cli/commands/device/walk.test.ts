import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { fromBuffer, type ZipFile } from "yauzl";
import { type LocalProcess, localProject, startLocal } from "../../helpers/local-process";
import { REPOSITORY, type TestProject } from "../../helpers/project";
import { type RunResult, runCli } from "../../helpers/run-cli";

jest.setTimeout(120_000);

const GROUPS =
  'groups: { sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"], subscribe: ["commands/{thingName}/#"] } }';

let project: TestProject;
let served: LocalProcess | undefined;
const printed: string[] = [];
beforeAll(() => {
  project = localProject({ config: `export default defineConfig({ name: "fleet", region: "eu-west-1", ${GROUPS} });` });
});
afterAll(() => {
  served?.child.kill();
  project.remove();
});

/** Runs the tool. @throws Error with its output if it fails */
async function tool(...argv: string[]): Promise<RunResult> {
  const result = await runCli(argv, { cwd: project.folder, now: new Date().toISOString() });
  printed.push(result.stdout, result.stderr);
  if (result.code !== 0) throw new Error(result.stderr);
  return result;
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

async function unzipped(zip: Buffer): Promise<string> {
  const archive = (await promisify(fromBuffer as never)(
    zip as never,
    { lazyEntries: false, autoClose: false } as never,
  )) as ZipFile;
  const texts: Promise<string>[] = [];
  archive.on("entry", (entry) =>
    archive.openReadStream(entry, (_, stream) => texts.push(buffer(stream as never).then(String))),
  );
  await new Promise((resolve) => archive.on("end", resolve));
  return (await Promise.all(texts)).join("\n");
}

test("a CA, a device and its bundle log in at the local AWS IoT Core, and no key gets into zip, stack, log or output", async () => {
  await tool("ca", "create", "factory");
  await tool("device", "csr", "sensor-1");
  const { stdout: lines } = await tool("device", "sign", "sensor-1");
  await tool("device", "csr", "sensor-2", "--key-type", "RSA-2048");
  await tool("device", "sign", "sensor-2");
  const lines2 = lines.replace('factory.pem" }', 'factory.pem", provision: { group: "sensors" } }');
  const config = project.read("iot-auth.config.ts").replace(GROUPS, `${GROUPS}, ${lines2}`);
  project.write("iot-auth.config.ts", config);

  served = startLocal(join(REPOSITORY, "cli", "bin.mjs"), project.folder);
  await served.waitFor(({ event }) => event === "ready");
  // Node.js loads a file once in a process, so the changed configuration needs another file name.
  project.write("again.config.ts", config);
  const again = ["--config", "again.config.ts", "--local"];
  for (const thing of ["sensor-1", "sensor-2"]) {
    await tool("device", "bundle", thing, ...again);
    const folder = `certificates/${thing}.bundle`;
    const files = ["--cert", `${folder}/${thing}.pem`, "--key", `${folder}/${thing}.key`];
    const { stdout } = await tool(
      "publish",
      ...files,
      "--topic",
      `telemetry/${thing}/hello`,
      "--message",
      "1",
      ...again,
    );
    expect(stdout).toContain(`as client ${thing}`);
  }
  expect((await tool("device", "list", ...again)).stdout).toMatch(/sensor-2 +sensors +provisioned/);
  served.child.kill("SIGINT");
  await served.ended;

  const keys = filesBelow(join(project.folder, "certificates")).filter((file) => file.endsWith(".key"));
  expect(keys.map((file) => basename(file)).sort()).toEqual([
    ...["factory.key", "sensor-1.key", "sensor-1.key", "sensor-2.key", "sensor-2.key"],
  ]);
  const synthesized = filesBelow(join(project.folder, ".iot-auth", "local"));
  const zips = synthesized.filter((file) => file.endsWith(".zip"));
  expect(zips).toHaveLength(1);
  const seen: Readonly<Record<string, string>> = {
    log: JSON.stringify(served.events) + served.errors(),
    output: printed.join("\n"),
    stack: synthesized.map((file) => readFileSync(file, "utf8")).join("\n"),
    zip: await unzipped(readFileSync(zips[0] ?? "")),
  };
  expect(seen.zip).toContain("exports");
  const secret = keys.flatMap((file) => readFileSync(file, "utf8").trim().split("\n").slice(1, -1));
  for (const [where, text] of Object.entries(seen))
    expect([where, secret.filter((line) => text.includes(line)).length]).toEqual([where, 0]);
});
