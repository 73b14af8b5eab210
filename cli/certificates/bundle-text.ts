import { shellCommand, visible } from "../../config/text";

/** What the files of a bundle are made of. Nothing in it is secret. */
export interface BundleFacts {
  readonly thing: string;
  readonly stackName: string;
  readonly host: string;
  readonly port: number;
  /** Names of files in the bundle. `key` is where the device has it, where the bundle does not. */
  readonly files: { readonly key: string; readonly certificate: string; readonly rootCa: string };
  readonly hasKey: boolean;
  /** Rules of its group with the thing's name in them. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** ISO 8601. */
  readonly expires: string;
  readonly provisionedJustInTime: boolean;
  readonly isLocal: boolean;
}

/** A line to paste into a shell, and what it does. */
export interface BundleLine {
  readonly title: string;
  readonly text: string;
}

/**
 * Lines for a POSIX shell, with which mosquitto's clients connect as the device.
 * @param folder Where the files are, as the shell knows it; empty in the bundle itself
 */
export function bundleLines(facts: BundleFacts, folder = ""): BundleLine[] {
  const { thing, host, port, files, publish, subscribe } = facts;
  const path = (file: string): string => (folder === "" ? file : `${folder}/${file}`);
  const line = (program: string, ...more: readonly string[]): string =>
    shellCommand([
      ...[program, "-h", host, "-p", String(port), "--cafile", path(files.rootCa)],
      ...["--cert", path(files.certificate), "--key", path(files.key), "-i", thing, ...more],
    ]);
  const topic = publish[0]?.replace(/#$/, "hello");
  const [filter] = subscribe;
  return [
    ...(topic === undefined
      ? []
      : [{ title: "publishes one message", text: line("mosquitto_pub", "-t", topic, "-m", "hello", "-q", "1") }]),
    ...(filter === undefined
      ? []
      : [{ title: "prints what the device receives", text: line("mosquitto_sub", "-t", filter, "-v", "-q", "1") }]),
  ];
}

/** The file for people. */
export function bundleReadme(facts: BundleFacts): string {
  const { thing, stackName, host, port, files, hasKey, publish, subscribe, expires } = facts;
  const rows = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `  ${name.padEnd(Math.max(12, files.certificate.length + 2))}${visible(value)}`);
  return [
    `${thing}: a device of ${stackName} that logs in with a certificate`,
    "",
    ...rows([
      ["endpoint", host],
      ["port", facts.isLocal ? `${port}, without ALPN` : `${port}, without ALPN; or 443 with ALPN x-amzn-mqtt-ca`],
      ["client id", `${thing}, and no other: it is the thing's name`],
      ["user name", "none, and no password"],
      ["publish", publish.join(", ") || "nothing"],
      ["subscribe", subscribe.join(", ") || "nothing"],
      ["expires", expires.slice(0, 10)],
    ]),
    "",
    "Files",
    ...rows([
      ...(hasKey ? [[files.key, "its private key. Everybody who has it can log in as this device"] as const] : []),
      [files.certificate, "its certificate"],
      [
        files.rootCa,
        facts.isLocal
          ? "the CA of the local AWS IoT Core, which is for trying out"
          : "Amazon Root CA 1 and 3, by which the device knows AWS",
      ],
      ["device.json", "the same facts for programs"],
    ]),
    "",
    ...(facts.provisionedJustInTime
      ? ["AWS IoT Core drops the very first connection, by which it gets to know the device: connect once more.", ""]
      : []),
    ...(hasKey ? [] : [`The key stays on the device, which has it as ${files.key}.`, ""]),
    "To try it, in this folder:",
    ...bundleLines(facts).flatMap(({ title, text }) => ["", `# ${title}`, text]),
    "",
  ].join("\n");
}

/** The file for programs. */
export function bundleJson(facts: BundleFacts): string {
  const { thing, host, port, files, publish, subscribe, expires } = facts;
  return `${JSON.stringify({ thing, endpoint: host, port, clientId: thing, ...files, publish, subscribe, expires }, null, 2)}\n`;
}
