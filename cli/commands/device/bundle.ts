import { X509Certificate } from "node:crypto";
import { relative, resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { type Command, Option } from "commander";
import { iotAuth } from "../../../config/text";
import { certificateFiles, checkBundlePlace, readDevicePair, writeBundle } from "../../../identity/certificates";
import { type BundleFacts, bundleJson, bundleLines, bundleReadme } from "../../certificates/bundle-text";
import { findDevice } from "../../certificates/find-device";
import { issuedCertificate } from "../../certificates/issued-certificate";
import { checkThingNames } from "../../certificates/thing-arguments";
import type { CommandContext } from "../../command-context";
import { deviceEndpoint } from "../../mqtt/broker-target";
import { loadProject, type Project } from "../../project";
import { findPlace } from "../../settings/client-place";
import { examples } from "../../usage-texts";

interface Choices {
  readonly as?: string;
  readonly output?: string;
  readonly endpoint?: string;
  readonly local?: true;
  readonly withoutKey?: true;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Put everything that a device needs into one folder: its key, its certificate (from AWS, if AWS issued it for the request), Amazon's root CAs (with --local that of the running iot-auth local), the endpoint, and lines to paste. Only the folder's owner can read it; git ignores it.",
    )
    .argument("<NAME>", "name of the thing")
    .option("--output <FOLDER>", "a new folder (default: certificates/NAME.bundle)")
    .option("--as <FILES>", "name of the files in certificates/, without an ending (default: NAME)")
    .addOption(
      new Option(
        "--endpoint <HOST[:PORT]>",
        "MQTT endpoint (default: the account's, from the applied stack)",
      ).conflicts("local"),
    )
    .option("--local", "for the running iot-auth local")
    .option("--without-key", "for a device that created its own key")
    .addHelpText(
      "after",
      examples([
        ["iot-auth device bundle sensor-1 --local", "to try it against the running iot-auth local"],
        [
          "iot-auth device bundle sensor-1 --endpoint abc-ats.iot.us-east-1.amazonaws.com --output for-sensor-1",
          "without an applied stack",
        ],
      ]),
    )
    .action((name: string, choices: Choices) => bundle(name, choices, context));
}

async function bundle(name: string, choices: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const base = checkThingNames(name, choices);
  const project = await loadProject(context);
  const { configFolder } = project;
  const key = choices.withoutKey ? undefined : `${fileName(name)}.key`;
  const place = resolve(
    choices.output === undefined ? configFolder : io.cwd,
    choices.output ?? certificateFiles(name).certificate.replace(/\.pem$/, ".bundle"),
  );
  await checkBundlePlace(place, key);
  const issued = await issuedCertificate(project, name, base, choices.local === true, io);
  const pair = await readDevicePair(configFolder, base, key !== undefined, issued);
  const device = await findDevice(project, name, pair.x509, io.now());
  const { host, port, caPem } = await endpointOf(project, choices, io);
  const facts: BundleFacts = {
    thing: name,
    stackName: project.stack().stackName,
    ...{ host, port },
    files: { key: `${fileName(name)}.key`, certificate: `${fileName(name)}.pem`, rootCa: "root-ca.pem" },
    hasKey: key !== undefined,
    ...device,
    expires: new Date(pair.x509.validTo).toISOString(),
    isLocal: choices.local === true,
  };
  const secret = 0o600;
  await writeBundle(place, [
    ...(key === undefined ? [] : [{ file: key, text: pair.key ?? "", mode: secret }]),
    { file: facts.files.certificate, text: pair.certificate, mode: secret },
    { file: facts.files.rootCa, text: choices.local ? `${caPem.trim()}\n` : amazonRoots(), mode: secret },
    { file: "device.json", text: bundleJson(facts), mode: secret },
    { file: "README.txt", text: bundleReadme(facts), mode: secret },
  ]);
  const folder = relative(io.cwd, place) || ".";
  const lines = bundleLines(facts, folder);
  const files = Object.values(facts.files).filter((file) => facts.hasKey || file !== facts.files.key);
  await output.result(
    { thing: name, folder, files: [...files, "device.json", "README.txt"], endpoint: host, port, lines },
    () => lines.flatMap(({ title, text }) => [`# ${title}`, text]).join("\n"),
  );
  await output.note(
    key === undefined
      ? `Everything except its key is in ${folder}.`
      : `Everything is in ${folder}, including the private key: give it only to the device.`,
  );
  if (device.provisionedJustInTime)
    await output.note(
      `AWS IoT Core closes the device's first connection. This command connects twice: ${iotAuth("connect", "--cert", `${folder}/${facts.files.certificate}`, "--key", `${folder}/${facts.files.key}`)}`,
    );
}

const fileName = (thing: string): string => thing.replaceAll(":", "-");

async function endpointOf(project: Project, { endpoint, local }: Choices, io: CommandContext["io"]) {
  const asked =
    endpoint ?? (local ? undefined : await deviceEndpoint(project, io, "or give --endpoint HOST, or --local"));
  return findPlace(
    project,
    project.stack(),
    { ...(asked === undefined ? {} : { endpoint: asked }), ...(local ? { local } : {}), withCertificate: true },
    io,
  );
}

/**
 * Amazon Root CA 1 and 3, one of which signs the certificates of AWS IoT's endpoints: RSA or ECDSA, as the device can.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html
 */
function amazonRoots(): string {
  const roots = ["CN=Amazon Root CA 1", "CN=Amazon Root CA 3"].map((name) =>
    rootCertificates.find((pem) => new X509Certificate(pem).subject.includes(name)),
  );
  return roots
    .filter((pem) => pem !== undefined)
    .map((pem) => `${pem.trim()}\n`)
    .join("");
}
