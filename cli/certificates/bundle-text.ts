import { shellCommand, visible } from "../../config/text";

/** The values that a bundle's files are written from. None of them is secret. */
export interface BundleFacts {
  readonly thing: string;
  readonly stackName: string;
  readonly host: string;
  readonly port: number;
  /** Names of files in the bundle. If the bundle has no key, `key` is the file's name on the device. */
  readonly files: { readonly key: string; readonly certificate: string; readonly rootCa: string };
  readonly hasKey: boolean;
  /** Rules of the thing's group, with the thing's name filled in. */
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
 * @param folder Path of the bundle's folder for the shell; empty for lines that run inside the bundle
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

/** The text of the bundle's README. */
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
          : "Amazon Root CA 1 and 3, with which the device verifies AWS",
      ],
      ["device.json", "the same facts for programs"],
    ]),
    "",
    ...(facts.provisionedJustInTime
      ? ["AWS IoT Core closes the first connection, which registers the device: connect again.", ""]
      : []),
    ...(hasKey ? [] : [`The private key stays on the device, in the file ${files.key}.`, ""]),
    "To try it, in this folder:",
    ...bundleLines(facts).flatMap(({ title, text }) => ["", `# ${title}`, text]),
    "",
  ].join("\n");
}

/** The text of the bundle's `device.json`, for programs. */
export function bundleJson(facts: BundleFacts): string {
  const { thing, host, port, files, publish, subscribe, expires } = facts;
  return `${JSON.stringify({ thing, endpoint: host, port, clientId: thing, ...files, publish, subscribe, expires }, null, 2)}\n`;
}
