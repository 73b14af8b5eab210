import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { runCli } from "../helpers/run-cli";

const completion = (...argv: string[]) => runCli(["completion", ...argv], { cwd: tmpdir() });

/** Returns the words that bash offers. @param words Words of the line; the last one is not complete */
function offers(script: string, words: readonly string[]): string[] {
  const program = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iot_auth; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "-c", program, "bash", ...words], { encoding: "utf8" });
  return output.split("\n").filter((line) => line !== "");
}

describe("completion bash", () => {
  let script: string;
  beforeAll(async () => {
    script = (await completion("bash")).stdout;
  });

  it.each([
    [["iot-auth", "us"], ["users"]],
    [
      ["iot-auth", "users", "r"],
      ["rotate", "remove"],
    ],
    [["iot-auth", "--json", "users", "ex"], ["export"]],
    [["iot-auth", "users", "add", "meter-1", "--g"], ["--group"]],
    [
      ["iot-auth", "users", "import", "--format", ""],
      ["csv", "json", "mosquitto"],
    ],
    [
      ["iot-auth", "users", "export", "--format", ""],
      ["csv", "json"],
    ],
    [["iot-auth", "completion", ""], expect.arrayContaining(["bash", "zsh", "fish", "--help"])],
    [["iot-auth", "settings", "mos"], ["mosquitto-bridge"]],
  ])("offers for %j: %j", (words, expected) => {
    expect(offers(script, words)).toEqual(expected);
  });

  it("completes file names for options with any value", () => {
    expect(offers(script, ["iot-auth", "users", "import", "--secrets-out", ""])).toEqual([]);
    expect(script).toContain("complete -o default -F _iot_auth iot-auth");
  });
});

describe("completion", () => {
  it("of zsh knows every command with its meaning, and the values of options", async () => {
    const { code, stdout, stderr } = await completion("zsh");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^#compdef iot-auth\n/);
    expect(stdout).toContain("'rotate:give a user a second secret, then retire the first'");
    expect(stdout).toContain("'disable:refuse a user'\\''s logins'");
    expect(stdout).toContain("'/users/import --format') compadd -- 'csv' 'json' 'mosquitto'; return ;;");
  });

  it("of fish knows every command with its meaning, and the values of options", async () => {
    const { code, stdout, stderr } = await completion("fish");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("complete -c iot-auth -n '__iot_auth_at \\'\\'' -f -a 'users' -d '");
    expect(stdout).toContain("-f -a 'disable' -d 'refuse a user\\'s logins'");
    expect(stdout).toContain(
      "complete -c iot-auth -n '__iot_auth_at \\'/users/export\\'' -l format -x -a 'csv json' -d 'csv or json'",
    );
  });

  it("knows three shells", async () => {
    expect((await completion("tcsh")).stderr).toBe(
      "error: command-argument value 'tcsh' is invalid for argument 'SHELL'. Allowed choices are bash, zsh, fish.\n" +
        "Usage: iot-auth completion [options] <SHELL>\nHelp:  npx iot-auth completion --help\n",
    );
  });
});
