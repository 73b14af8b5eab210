import { z } from "zod";
import { packRule } from "./fields";
import { checkPublicKey, isPem } from "./public-key";
import { iotAuth } from "./text/command-line";

const rule = () =>
  packRule({
    must: "be a public key in PEM form, or the path of a .pem file with one",
    remedy: `This makes a key and prints the line to paste: ${iotAuth("keys", "create", "NAME")}`,
    hidden: true,
  });

/**
 * A public key in the configuration: PEM text, or the path of a `.pem` file that starts at the configuration's folder. A text is checked
 * here, a file when the stack is loaded.
 */
export const publicKeySetting = z.string({ error: rule }).superRefine((value, context) => {
  if (isPem(value)) {
    const check = checkPublicKey(value);
    if (!check.ok) context.addIssue({ code: "custom", message: packRule(check.rule) });
  } else if (!value.endsWith(".pem")) {
    context.addIssue({ code: "custom", message: rule() });
  }
});
