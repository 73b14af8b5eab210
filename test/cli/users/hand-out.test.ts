import { join } from "node:path";
import { CliError } from "../../../cli/errors";
import { EXIT } from "../../../cli/exit-codes";
import { handOut } from "../../../cli/users/hand-out";
import { fileStore } from "../../../identity/users/file/file-store";
import { LeftBehindError } from "../../../identity/users/user-store";
import { aUser, type TestProject, testProject } from "../helpers/project";

const [a, b] = [aUser({ name: "a" }), aUser({ name: "b" })];
const fullDisk = async () => {
  throw new Error("The disk is full.");
};

describe("printing the secret of a changed user", () => {
  let project: TestProject;
  beforeEach(() => {
    project = testProject({ users: [a] });
  });
  afterEach(() => project.remove());
  const addB = () => fileStore(join(project.folder, "users.json")).add([b], { refuse: () => undefined });

  it("succeeds if it is written", async () => {
    let seen: unknown;
    const print = async () => {
      seen = project.users();
    };
    await handOut(await addB(), print, () => "");
    expect(seen).toEqual([a, b]);
  });

  it("reverts the change if it fails", async () => {
    await expect(handOut(await addB(), fullDisk, () => "")).rejects.toMatchObject({
      message: "The disk is full. The change was taken back.",
      exitCode: EXIT.usage,
    });
    expect(project.users()).toEqual([a]);
  });

  it("says what remains if reverting fails too, with an exit code for a change", async () => {
    const takeBack = async () => {
      throw new LeftBehindError(["b"], new CliError("The network is gone.", EXIT.unreachable));
    };
    await expect(handOut(takeBack, fullDisk, (names) => `${names} may be there.`)).rejects.toMatchObject({
      message: "The disk is full. The change could not be taken back: The network is gone. b may be there.",
      exitCode: EXIT.unreachable,
    });
  });
});
