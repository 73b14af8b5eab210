import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { unpackFunction } from "../../../local/functions/function-code";
import { makeZip } from "./make-zip";

let within: string;
beforeEach(() => {
  within = mkdtempSync(path.join(tmpdir(), "iot-auth-test-"));
});
afterEach(() => rmSync(within, { recursive: true }));

/** Makes a folder with an unpacked function. @param owner Content of its package.json, which names the owner */
function leave(name: string, owner: unknown): string {
  mkdirSync(path.join(within, name, "task"), { recursive: true });
  writeFileSync(path.join(within, name, "package.json"), typeof owner === "string" ? owner : JSON.stringify(owner));
  writeFileSync(path.join(within, name, "task", "users.jsonl"), "hashes");
  return name;
}

test("The folder of a killed process is removed when the next process unpacks a function, and no other folder is", async () => {
  const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
  const host = hostname();
  leave("iot-auth-function-killed", { host, pid: ended });
  const kept = [
    leave("iot-auth-function-running", { host, pid: process.pid }),
    leave("iot-auth-function-elsewhere", { host: `not-${host}`, pid: ended }),
    leave("iot-auth-function-strange", { host, pid: "1" }),
    leave("iot-auth-function-group", { host, pid: -1 }),
    leave("iot-auth-function-damaged", "{"),
    leave("other-killed", { host, pid: ended }),
  ];
  symlinkSync(path.join(within, leave("target", { host, pid: ended })), path.join(within, "iot-auth-function-link"));
  kept.push("target", "iot-auth-function-link");

  const code = await unpackFunction(await makeZip({ "index.js": "one" }), within);
  const folder = path.basename(path.dirname(code.directory));
  expect(readdirSync(within).sort()).toEqual([...kept, folder].sort());
  await code.close();
});

test("A killed process leaves a folder that the next process recognizes", async () => {
  const source = JSON.stringify(require.resolve("../../../local/functions/function-code"));
  const zip = JSON.stringify((await makeZip({ "index.js": "one" })).toString("base64"));
  const program = `require(${source}).unpackFunction(Buffer.from(${zip}, "base64"), ${JSON.stringify(within)})
    .then(() => process.kill(process.pid, "SIGKILL"));`;
  spawnSync(process.execPath, ["--import", "tsx", "-e", program], { cwd: path.join(__dirname, "../../..") });
  expect(readdirSync(within)).toHaveLength(1);

  const code = await unpackFunction(await makeZip({ "index.js": "one" }), within);
  expect(readdirSync(within)).toEqual([path.basename(path.dirname(code.directory))]);
  await code.close();
});
