import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitState, trackedFiles } from "../../identity/git";
import { git, newFolder, newRepository } from "./tokens/repository";

const FILE = "keys/a.private.pem";
const folders: string[] = [];
const keep = (folder: string): string => {
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A repository that tracks the file. */
function tracking(gitignore: string): string {
  const folder = keep(newRepository(gitignore));
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, FILE), "x");
  git(folder, "add", "--force", FILE);
  return folder;
}

describe("gitState", () => {
  it.each([
    ["ignored", "*.private.pem\n"],
    ["ignored", "keys/\n"],
    ["untracked", ""],
    ["untracked", "*.private.pem\n!a.private.pem\n"],
  ])("is %j for a file that does not exist, if .gitignore contains %j", async (state, gitignore) => {
    expect(await gitState(keep(newRepository(gitignore)), FILE)).toBe(state);
  });

  it("is tracked for a file in the index, even one that .gitignore names", async () => {
    expect(await gitState(tracking("*.pem\n"), FILE)).toBe("tracked");
  });

  it("is outside if there is no repository", async () => {
    expect(await gitState(keep(newFolder()), FILE)).toBe("outside");
  });

  it("is unknown in a repository that git cannot read", async () => {
    const folder = keep(newFolder());
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, "project"));
    expect(await gitState(join(folder, "project"), FILE)).toBe("unknown");
  });
});

describe("trackedFiles", () => {
  it("returns the files that git tracks, and none outside a repository", async () => {
    const folder = tracking("");
    writeFileSync(join(folder, "keys/b.private.pem"), "x");
    expect(await trackedFiles(folder, "keys/*.private.pem")).toEqual([FILE]);
    expect(await trackedFiles(keep(newFolder()), "keys/*.private.pem")).toEqual([]);
  });
});
