import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchInputs } from "../../../../cli/local/reload/watch-inputs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-watch-"));
  writeFileSync(join(folder, "users.json"), "{}");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Resolves when a change is noticed. @param change Makes the change, after watching has begun */
function seen(isFolder: boolean, path: string, change: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = watchInputs([{ path, isFolder }], () => {
      stop();
      resolve();
    });
    change();
  });
}

it("sees a file that is written", () =>
  seen(false, join(folder, "users.json"), () => writeFileSync(join(folder, "users.json"), "1")));

it("sees a file that is replaced by another", () =>
  seen(false, join(folder, "users.json"), () => {
    writeFileSync(join(folder, "new"), "2");
    renameSync(join(folder, "new"), join(folder, "users.json"));
  }));

it("sees a file that did not exist", () =>
  seen(false, join(folder, "later.json"), () => writeFileSync(join(folder, "later.json"), "3")));

it("sees that the folder of a file is created", () =>
  seen(false, join(folder, "who", "users.json"), () => mkdirSync(join(folder, "who"))));

it("sees changes in subfolders", () => seen(true, folder, () => writeFileSync(join(folder, "any.ts"), "4")));

it("sees that a missing folder is created", () =>
  seen(true, join(folder, "room"), () => mkdirSync(join(folder, "room"))));
