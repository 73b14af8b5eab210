import { copyFileSync } from "node:fs";
import { run } from "../../helpers/run";

/** Compiles a C program as its first lines say, and treats every warning as an error. @returns path of the program */
export async function compiledWithPaho(file: string): Promise<string> {
  copyFileSync(file, `${file}.c`);
  const flags = ["-Wall", "-Wextra", "-Werror", "-o", `${file}.out`, `${file}.c`, "-lpaho-mqtt3cs"];
  const { code, output } = await run("gcc", flags, { timeout: 30_000 });
  if (code !== 0) throw new Error(output);
  return `${file}.out`;
}
