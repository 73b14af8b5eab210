import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject({
    users: [
      aUser({ name: "meter-1", rotatedAt: "2026-05-01T00:00:00Z", note: "attic\u001b[2J" }),
      aUser({ name: "printer-1", group: "printers", disabled: true, expiresAt: "2028-01-01T00:00:00Z" }),
    ],
  });
});
afterEach(() => project.remove());

describe("users show", () => {
  const show = (...argv: string[]) => runCli(["users", "show", ...argv], { cwd: project.folder });

  it("shows one user, without hashes", async () => {
    expect(await show("meter-1")).toEqual({
      code: 0,
      stdout:
        "name     meter-1\ngroup    sensors\nstate    active\nsecrets  1: generated\n" +
        "changed  2026-05-01T00:00:00Z\nnote     attic\\u{1b}[2J\n",
      stderr: "",
    });
    expect(JSON.parse((await show("printer-1", "--json")).stdout)).toEqual({
      name: "printer-1",
      group: "printers",
      state: "disabled",
      secrets: ["generated"],
      expiresAt: "2028-01-01T00:00:00Z",
    });
  });

  it("suggests the nearest name for one that is not there", async () => {
    expect((await show("metre-1")).stderr).toBe(
      'error: `NAME` must name a user, got: "metre-1". Did you mean "meter-1"? To see them: npx iot-auth users list\n',
    );
    expect(await show("zzzzzzzz")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: `NAME` must name a user, got: "zzzzzzzz". To see them: npx iot-auth users list\n',
    });
  });
});
