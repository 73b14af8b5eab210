import type { Command } from "commander";
import { javaScriptString } from "../../../config/text";
import { certificateFiles, makeVerification, readAuthority } from "../../../identity/certificates";
import { certificateLines } from "../../certificates/config-lines";
import type { CommandContext } from "../../command-context";
import { loadProject } from "../../project";
import { examples } from "../../usage-texts";

/**
 * Default validity in days. AWS checks the proof whenever the CA is registered: again after the stack was destroyed.
 */
const DEFAULT_DAYS = "365";

interface Choices {
  readonly registrationCode: string;
  readonly days: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "Prove to AWS that you have the private key of a CA, for an authority with mode DEFAULT. The proof is a certificate for the account's registration code.",
    )
    .argument("<NAME>", "name of a CA whose key is here")
    .requiredOption("--registration-code <CODE>", "from: aws iot get-registration-code")
    .option("--days <DAYS>", "days that the proof is valid", DEFAULT_DAYS)
    .addHelpText(
      "after",
      examples([
        [
          "iot-auth ca verification-certificate factory --registration-code 3d6f0a9c3d6f0a9c3d6f0a9c3d6f0a9c3d6f0a9c3d6f0a9c3d6f0a9c3d6f0a9c",
          "prints the line for iot-auth.config.ts",
        ],
      ]),
    )
    .action((name: string, choices: Choices) => verify(name, choices, context));
}

async function verify(name: string, { registrationCode, days }: Choices, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { configFolder } = await loadProject(context);
  const authority = await readAuthority(configFolder, name, "NAME");
  const now = io.now().getTime();
  const file = await makeVerification(configFolder, authority, { registrationCode, days: Number(days), now });
  const configuration = certificateLines(new Set(["certificates", "authorities"]), {
    authorities: {
      name,
      settings: {
        certificate: javaScriptString(certificateFiles(name).certificate),
        mode: javaScriptString("DEFAULT"),
        verificationCertificate: javaScriptString(file),
      },
    },
  });
  await output.result({ name, verificationCertificate: file, configuration }, () => configuration);
  await output.note(
    `The proof is in ${file}. The line replaces the CA's in certificates.authorities; AWS accepts the proof only in the account and Region of this code.`,
  );
}
