import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheKey } from "./cache";

/** A key for all TypeScript below a folder and for the version of the bundler: what a bundle of it depends on. */
export async function sourceKey(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts")).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const { version } = JSON.parse(await readFile(require.resolve("esbuild/package.json"), "utf8")) as {
    version: string;
  };
  return cacheKey([version, ...names.flatMap((name, i) => [name.replaceAll("\\", "/"), contents[i] ?? ""])]);
}
