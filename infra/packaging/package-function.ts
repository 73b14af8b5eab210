import { createHash } from "node:crypto";
import { join } from "node:path";
import { type CompiledAccess, PACKAGE_FILES } from "../../lambda/contract";
import { cached, cacheKey, codeDigest, sourceKey } from "./cache";

/** The deployed zip. */
export interface FunctionPackage {
  /** Path of the zip. */
  readonly file: string;
  readonly zip: Buffer;
  /** Base64 of its SHA-256, as Terraform and Lambda compare it. */
  readonly sha256: string;
  /** Digest of the handler's code alone, without access data and users, see `codeDigest`. */
  readonly codeDigest: string;
}

/** Content of the zip. */
export interface PackageInput {
  /** The handler's entry file, relative to the project's folder; see `StoreSource.entry`. */
  readonly entry: string;
  readonly access: CompiledAccess;
  /** Content of `users.jsonl`; left out if users are not in the zip. */
  readonly users?: string;
}

/** Version of the zip's form: raise it if the same input must give another zip. */
const FORMAT = "3";

/**
 * Builds the Lambda function's zip: the handler bundled for the stack's store, compiled access data, and users if they
 * are in the zip. The same input gives the same bytes. Results are kept in `cacheFolder` under a hash of all inputs, so
 * that they are not built twice.
 * @param projectFolder Folder that contains `lambda/`
 * @throws {ConfigurationError} if the cache folder cannot be written
 */
export async function packageFunction(
  projectFolder: string,
  cacheFolder: string,
  input: PackageInput,
): Promise<FunctionPackage> {
  const { entry } = input;
  const codeKey = cacheKey([FORMAT, entry, await sourceKey(join(projectFolder, "lambda"))]);
  const access = Buffer.from(JSON.stringify(input.access));
  const users = input.users === undefined ? undefined : Buffer.from(input.users);

  const file = join(cacheFolder, "function", cacheKey([codeKey, access, users ?? "none"]), "function.zip");
  const code = await cached(join(cacheFolder, "handler", codeKey, PACKAGE_FILES.code), async () => {
    // Loaded only when needed: a synthesis with a warm cache starts in half the time.
    const { bundle } = await import("./bundle");
    return (await bundle(projectFolder, entry)).code;
  });
  const zip = await cached(file, async () => {
    const { zip } = await import("./zip");
    return zip({
      [PACKAGE_FILES.code]: code,
      [PACKAGE_FILES.access]: access,
      ...(users ? { [PACKAGE_FILES.users]: users } : {}),
    });
  });
  return { file, zip, sha256: createHash("sha256").update(zip).digest("base64"), codeDigest: codeDigest(code) };
}
