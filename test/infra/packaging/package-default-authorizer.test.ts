import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundle } from "../../../infra/packaging/bundle";
import { PROGRAM_SOURCES, packageDefaultAuthorizer } from "../../../infra/packaging/package-default-authorizer";

const PROJECT = resolve(__dirname, "../../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-program-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the program of the default-authorizer step", () => {
  it("is one file that Node.js can parse, and is made once", async () => {
    const { file, digest } = await packageDefaultAuthorizer(PROJECT, folder);
    expect(file.startsWith(folder)).toBe(true);
    execFileSync(process.execPath, ["--check", file]);
    expect(readFileSync(file, "utf8")).not.toContain(PROJECT);
    expect(digest).toBe(createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 32));
    expect(await packageDefaultAuthorizer(PROJECT, folder)).toEqual({ file, digest });
  });

  it("starts without any other file, and reports a missing input", async () => {
    const { file } = await packageDefaultAuthorizer(PROJECT, folder);
    const { status, stderr } = spawnSync(process.execPath, [file, "sweep"], { cwd: folder, env: {}, encoding: "utf8" });
    expect([status, stderr]).toEqual([2, expect.stringContaining("IOT_AUTH_POLICY_SWEEP")]);
    expect(stderr).not.toContain("Cannot find module");
  });

  it("contains only files that its cache key covers: folders of this project, and packages of the lock file", async () => {
    const { inputs } = await bundle(PROJECT, "infra/default-authorizer/step-program.ts");
    expect(inputs).toContain("infra/default-authorizer/step-program.ts");
    const known = [...PROGRAM_SOURCES, "node_modules"];
    expect(inputs.filter((input) => !known.some((folder) => input.startsWith(`${folder}/`)))).toEqual([]);
  });
});
