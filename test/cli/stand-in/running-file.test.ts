import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { announceStandIn, findStandIn, type RunningStandIn, runningFile } from "../../../cli/stand-in/running-file";
import { run } from "../../helpers/run";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-running-"));
  file = runningFile(folder, "fleet");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const standIn = (pid = process.pid): RunningStandIn => ({
  pid,
  mqtt: "localhost:8443",
  https: "https://localhost:8443",
  controlPlane: "http://127.0.0.1:4566",
  caFile: "/ca.pem",
  region: "eu-west-1",
  accountId: "123456789012",
  authorizer: "fleet",
  isDefault: true,
  endpoints: [],
});
const find = () => findStandIn(file, "fleet", { cwd: folder });
const put = (text: string) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
/** Returns the id of a process that has ended. */
const endedPid = async () => Number((await run(process.execPath, ["-p", "process.pid"])).stdout);

describe("a running stand-in", () => {
  it("is found while it runs, in a file that only its owner can read, and not afterwards", async () => {
    const withdraw = await announceStandIn(file, standIn());
    expect(await find()).toEqual(standIn());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await withdraw();
    await expect(find()).rejects.toThrow(
      "No stand-in serves stack fleet. Start one in another terminal: npx iot-auth local",
    );
    await withdraw();
  });

  it("is distinguished from one that was killed before it removed its file", async () => {
    const pid = await endedPid();
    put(JSON.stringify(standIn(pid)));
    await expect(find()).rejects.toThrow(
      `The stand-in of stack fleet (process ${pid}) has ended; .iot-auth/local/fleet/running.json was left behind. Start one`,
    );
    await announceStandIn(file, standIn());
    expect(await find()).toEqual(standIn());
  });

  it("is still found after a second one starts to serve the same stack", async () => {
    put(JSON.stringify(standIn(process.ppid)));
    const withdraw = await announceStandIn(file, { ...standIn(), mqtt: "localhost:9" });
    expect(await find()).toEqual(standIn(process.ppid));
    await withdraw();
    expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.ppid);
  });

  it.each(["", "null", "{}", '{"pid":"1"}', '{"pid":1}', "not json"])(
    "is none where the file holds %j",
    async (text) => {
      put(text);
      await expect(find()).rejects.toMatchObject({ exitCode: 3 });
      await announceStandIn(file, standIn());
      expect((await find()).mqtt).toBe("localhost:8443");
    },
  );
});
