import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { COMMANDS } from "../../../cli/command-table";
import { processIo } from "../../../cli/io";
import { loadAllCommands } from "../../../cli/program";
import {
  COMMANDS_WITH_LOCAL,
  cdktf,
  currentInvocation,
  type Invocation,
  iotAuth,
  learnInvocation,
  withInvocation,
} from "../../../config/text/command-line";

const rotate = () => iotAuth("users", "rotate", "a b", "--finish");

describe("a command line of the tool", () => {
  it.each<[Invocation, string]>([
    [{}, "npx iot-auth users rotate 'a b' --finish"],
    [{ stage: "prod" }, "npx iot-auth users rotate 'a b' --finish --stage prod"],
    [{ config: "my fleet.ts", local: true }, "npx iot-auth users rotate 'a b' --finish --config 'my fleet.ts' --local"],
    [{ program: ["node", "../iot auth/cli/bin.mjs"] }, "node '../iot auth/cli/bin.mjs' users rotate 'a b' --finish"],
  ])("repeats the options of the invocation: %j", (invocation, expected) => {
    expect(withInvocation(invocation, rotate)).toBe(expected);
  });

  it("has only npx without an invocation", () => {
    expect(rotate()).toBe("npx iot-auth users rotate 'a b' --finish");
  });

  it("repeats --local only for commands that have it, and once", () => {
    withInvocation({ local: true }, () => {
      expect(iotAuth("keys", "create", "NAME")).toBe("npx iot-auth keys create NAME");
      expect(iotAuth("users", "list", "--local")).toBe("npx iot-auth users list --local");
    });
  });

  it("knows which commands have --local", async () => {
    const program = await loadAllCommands(processIo(require));
    for (const { name, commands = [] } of COMMANDS) {
      const found = program.commands.find((command) => command.name() === name);
      const leaves = commands.length > 0 ? (found?.commands ?? []) : [found];
      for (const leaf of leaves) {
        const known = leaf?.options.some(({ long }) => long === "--local");
        expect({ name, leaf: leaf?.name(), known }).toEqual({
          name,
          leaf: leaf?.name(),
          known: [name, `${name} ${leaf?.name()}`].some((one) => COMMANDS_WITH_LOCAL.includes(one)),
        });
      }
    }
  });

  it("uses the options of its own invocation if several run at the same time", async () => {
    const later = async (stage: string) => {
      await new Promise(setImmediate);
      learnInvocation({ stage });
      await new Promise(setImmediate);
      return iotAuth("doctor");
    };
    expect(await Promise.all(["a", "b"].map((stage) => withInvocation({}, () => later(stage))))).toEqual([
      "npx iot-auth doctor --stage a",
      "npx iot-auth doctor --stage b",
    ]);
    expect(currentInvocation()).toEqual({});
  });

  it("forgets the invocation when the function ends, with or without an error", async () => {
    const fail = () => {
      throw new Error("no");
    };
    expect(() => withInvocation({ stage: "a" }, fail)).toThrow("no");
    await expect(withInvocation({ stage: "b" }, async () => fail())).rejects.toThrow("no");
    expect(await withInvocation({ stage: "c" }, async () => rotate())).toContain("--stage c");
    expect(currentInvocation()).toEqual({});
  });

  it("does not slow down all promises of the process, of which the local AWS IoT Core has thousands", () => {
    // Runs in another process: when Node.js tracks asynchronous calls, which another test may have started, each
    // promise has an id.
    const program = `
      const { executionAsyncId } = require("node:async_hooks");
      const { withInvocation } = require(${JSON.stringify(resolve("config/text/command-line.ts"))});
      withInvocation({}, () => Promise.resolve().then(executionAsyncId)).then(console.log);`;
    const run = spawnSync(process.execPath, ["--import", "tsx", "--eval", program]);
    expect({ stdout: `${run.stdout}`, stderr: `${run.stderr}` }).toEqual({ stdout: "0\n", stderr: "" });
  });
});

describe("a command line of cdktf", () => {
  const project = "/home/me/fleet";
  const stacks = { all: ["fleet-dev", "fleet-prod"] };

  it.each<[Invocation, string]>([
    [{}, "npx cdktf deploy"],
    [{ stacks: { ...stacks, chosen: "fleet-prod" } }, "npx cdktf deploy fleet-prod"],
    [{ stacks }, "npx cdktf deploy STACK"],
    [{ folders: { current: `${project}/docs`, project } }, "(cd .. && npx cdktf deploy)"],
    [{ config: "other.ts" }, "npx cdktf deploy --app 'node --import tsx main.ts other.ts'"],
    [
      { config: "my shop.ts", folders: { current: `${project}/shops`, project } },
      "(cd .. && npx cdktf deploy --app 'node --import tsx main.ts '\\''shops/my shop.ts'\\''' --output shops/cdktf.out)",
    ],
  ])("works in the folder in which it is printed: %j", (invocation, expected) => {
    expect(withInvocation(invocation, () => cdktf("deploy"))).toBe(expected);
  });
});
