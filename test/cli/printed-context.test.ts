import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invocationIn } from "../../cli/io";
import { cdktf, iotAuth, withInvocation } from "../../config/text/command-line";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "iot-auth-context-")));
  for (const name of ["tool/cli", "elsewhere/below"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "tool", "cdktf.json"), "{}");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Returns commands as they are printed in a folder, for a tool in the folder `tool`. */
const printedIn = (name: string) =>
  withInvocation(invocationIn(join(folder, name), join(folder, "tool")), () => [iotAuth("doctor"), cdktf("deploy")]);

describe("printed commands", () => {
  it("are short inside the project", () => {
    expect(printedIn("tool")).toEqual(["npx iot-auth doctor", "npx cdktf deploy"]);
    expect(printedIn("tool/cli")).toEqual(["npx iot-auth doctor", "(cd .. && npx cdktf deploy)"]);
  });

  it("contain the path to the project outside of it", () => {
    expect(printedIn("elsewhere/below")).toEqual([
      "node ../../tool/cli/bin.mjs doctor",
      "(cd ../../tool && npx cdktf deploy)",
    ]);
  });

  it("run cdktf in the nearest folder with a cdktf.json", () => {
    writeFileSync(join(folder, "elsewhere", "cdktf.json"), "{}");
    expect(printedIn("elsewhere/below")).toEqual(["node ../../tool/cli/bin.mjs doctor", "(cd .. && npx cdktf deploy)"]);
  });
});
