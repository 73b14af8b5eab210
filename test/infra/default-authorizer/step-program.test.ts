import { spawn } from "node:child_process";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { ACCOUNT, arnOf, FUNCTION } from "./fake-iot";
import { input, OURS, OWNER } from "./run-step";
import { ended, programUnderTest } from "./spawn-program";

const under = programUnderTest();

test("set changes the default of the stack's Region, not of the shell's Region", async () => {
  const shell = under.environment({ AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" });
  expect(await ended(under.start("set", shell))).toEqual({
    code: EXIT.ok,
    stdout: 'eu-central-1 has no default authorizer.\n"cloudprnt" is now the default authorizer of eu-central-1.\n',
    stderr: "",
  });
  expect(under.iot.default).toBe(OURS);
  expect(new Set(under.server.seen.map((seen) => seen.region))).toEqual(new Set(["eu-central-1"]));
});

test("release restores the former default", async () => {
  under.iot.add("theirs").add(OURS, { owner: OWNER, previous: "theirs" }).default = OURS;
  expect(await ended(under.start("release"))).toEqual({
    code: EXIT.ok,
    stdout: '"theirs" is the default authorizer of eu-central-1 again.\n',
    stderr: "",
  });
  expect(under.iot.default).toBe("theirs");
});

test("guard and set replace the authorizer, with a copy of it as the default in between", async () => {
  const handover = handoverName(OWNER);
  const settings = { signingDisabled: false, tokenKeyName: "token", tokenSigningPublicKeys: { key: "A PUBLIC KEY" } };
  under.iot.add(OURS, { owner: OWNER, previous: "theirs", ...settings }).default = OURS;

  const guard = await ended(under.start("guard"));
  expect(guard).toEqual({
    code: EXIT.ok,
    stdout: `"${handover}" stands in for "cloudprnt" as the default authorizer of eu-central-1.\n`,
    stderr: "",
  });
  expect(under.iot.default).toBe(handover);
  expect(under.iot.authorizers.get(handover)).toEqual(under.iot.authorizers.get(OURS));
  expect(under.iot.permissions()).toMatchObject([
    { functionArn: FUNCTION, authorizerArn: arnOf(handover), account: ACCOUNT },
  ]);

  under.iot.authorizers.delete(OURS);
  under.iot.add("cloudprnt-2", { owner: OWNER });
  const set = await ended(under.start("set", under.environment(), { authorizerName: "cloudprnt-2" }));
  expect(set).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(set.stdout).toContain(`The handover authorizer "${handover}" is removed.\n`);
  expect([...under.iot.authorizers.keys()]).toEqual(["cloudprnt-2"]);
  expect(under.iot.default).toBe("cloudprnt-2");
  expect(under.iot.memoryOf("cloudprnt-2")).toBe("theirs");
  expect(under.iot.permissions()).toEqual([]);
});

test("guard finishes the handover when Terraform is interrupted", async () => {
  under.iot.default = OURS;
  const child = under.start("guard");
  under.iot.after = (call) => {
    if (call === "createAuthorizer") child.kill("SIGINT");
  };
  expect(await ended(child)).toMatchObject({ code: EXIT.ok, stderr: "Finishing the change first.\n" });
  expect(under.iot.default).toBe(handoverName(OWNER));
});

test("ends with exit code 3 and the reason on standard error for another stack's default", async () => {
  under.iot.add("theirs").default = "theirs";
  const run = await ended(under.start("set"));
  expect(run.code).toBe(EXIT.foreign);
  expect(run.stderr).toContain('got: "theirs"');
  expect(under.iot.default).toBe("theirs");
});

test("ends with exit code 2 for a wrong input, without a call of AWS", async () => {
  expect(await ended(under.start("set", under.environment({ [INPUT_VARIABLE]: "{" })))).toEqual({
    code: EXIT.badInput,
    stdout: "",
    stderr: "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold one JSON object, got: 1 characters of something else.\n",
  });
  expect(under.server.seen).toEqual([]);
});

test("works with only node on the PATH, in a read-only folder", async () => {
  const [bin, locked] = [join(under.folder, "bin"), join(under.folder, "locked")];
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  await mkdir(locked);
  await chmod(locked, 0o555);
  const child = spawn("node", [under.program, "set"], {
    cwd: locked,
    env: under.environment({ PATH: bin, HOME: locked, [INPUT_VARIABLE]: JSON.stringify(input()) }),
  });
  expect(await ended(child)).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(under.iot.default).toBe(OURS);
});

test("set finishes its change when Terraform is interrupted", async () => {
  under.iot.conflicts.setOther = true;
  under.iot.add("theirs").default = "theirs";
  const child = under.start("set", under.environment(), { takeOver: true });
  under.iot.after = (call) => {
    if (call === "clearDefault") child.kill("SIGINT");
  };
  expect(await ended(child)).toMatchObject({ code: EXIT.ok, stderr: "Finishing the change first.\n" });
  expect(under.iot.default).toBe(OURS);
});

test("ends at a second interruption", async () => {
  const child = under.start("set");
  child.stderr.once("data", () => child.kill("SIGINT"));
  under.server.mishap = () => {
    child.kill("SIGINT");
    return "hang";
  };
  expect(await ended(child)).toMatchObject({ code: null, stderr: "Finishing the change first.\n" });
});

test("finishes the change if its output is no longer read", async () => {
  const child = under.start("set");
  child.stdout.destroy();
  child.stderr.destroy();
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(EXIT.ok);
  expect(under.iot.default).toBe(OURS);
});
