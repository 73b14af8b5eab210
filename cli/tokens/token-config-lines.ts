import { isPem } from "../../config/public-key";

/**
 * The lines that put a public key into the configuration.
 * @param value Path or PEM text, which may be indented there
 * @param signing Whether there is an `authorizer.signing` already
 */
export function configLines(name: string, value: string, signing: boolean): string {
  const text = isPem(value) ? ["`", ...indent(value.trim().split("\n")), "`"] : [JSON.stringify(value)];
  const [first = "", ...more] = text;
  const setting = [`${JSON.stringify(name)}: ${first}`, ...more].join("\n").concat(",").split("\n");
  if (signing) return setting.join("\n");
  const publicKeys = ["publicKeys: {", ...indent(setting), "},"];
  const whole = ["signing: {", ...indent(['tokenKeyName: "token",', ...publicKeys]), "},"];
  return ["authorizer: {", "  // merge into the authorizer that is there, if one is", ...indent(whole), "},"].join(
    "\n",
  );
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
