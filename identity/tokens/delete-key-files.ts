import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError } from "../../config/problem";

/**
 * Deletes files of keys; one that is not there is no mistake.
 * @param files From the folder
 * @throws {ConfigurationError} if one cannot be deleted
 */
export async function deleteKeyFiles(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await rm(join(folder, file), { force: true }).catch(({ code }: NodeJS.ErrnoException) => {
      const remedy = "Check the folder's permissions, and delete it yourself.";
      throw new ConfigurationError([{ path: file, must: "be a file that can be deleted", got: code, remedy }]);
    });
  }
}
