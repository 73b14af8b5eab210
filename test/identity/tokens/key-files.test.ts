import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deleteKeyFiles } from "../../../identity/tokens/key-files";
import { newFolder } from "./repository";

let folder: string;
beforeEach(() => {
  folder = newFolder();
  mkdirSync(join(folder, "keys"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("deleteKeyFiles", () => {
  it("deletes files, and ignores a file that does not exist", async () => {
    writeFileSync(join(folder, "keys/a.private.pem"), "x");
    await deleteKeyFiles(folder, ["keys/a.private.pem", "keys/a.public.pem"]);
    expect(existsSync(join(folder, "keys/a.private.pem"))).toBe(false);
  });

  it("names the file that it cannot delete", async () => {
    mkdirSync(join(folder, "keys/a.private.pem"));
    await expect(deleteKeyFiles(folder, ["keys/a.private.pem"])).rejects.toThrow(
      "`keys/a.private.pem` must be a file that can be deleted, got:",
    );
  });
});
