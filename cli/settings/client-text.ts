import { visible } from "../../config/text";
import { wrapWords } from "../terminal/text-table";
import { leftOutText } from "./client-topics";
import type { ClientInputs, SettingsClient } from "./settings-client";

/** Written in place of a password, unless `--with-secret` is given. */
export const PASSWORD_PLACEHOLDER = "PUT-THE-PASSWORD-HERE";
/** Written in place of the parts of a signed token, unless `--with-secret` is given. */
export const TOKEN_PLACEHOLDERS = { value: "PUT-THE-TOKEN-HERE", signature: "PUT-THE-SIGNATURE-HERE" } as const;

/** Width of comments, in columns. */
const COLUMNS = 110;

/**
 * Returns the text for a client. If its format has comments, they say what the text is for, where it goes, what to know before using it, and
 * which topics were left out.
 */
export function clientText(client: SettingsClient, inputs: ClientInputs): string {
  const body = client.text(inputs);
  const { comment } = client;
  if (comment === undefined) return body;
  const { name, login } = inputs;
  const who = login.kind === "certificate" ? `thing ${name}` : `user ${name}`;
  const head = [`${client.title} (${client.versions}) at AWS IoT Core as ${who}.`, `Where it goes: ${client.place}.`];
  const limits = inputs.place.caFile === undefined ? [] : [client.localLimit ?? []].flat();
  const lines = [...head, ...inputs.remarks, ...limits, ...client.traps].flatMap((sentence) =>
    wrapWords(visible(sentence), COLUMNS - comment.length - 1),
  );
  return [
    ...lines.map((line) => `${comment} ${line}`),
    body,
    ...inputs.leftOut.map((topic) => `${comment} ${leftOutText(topic)}`),
  ].join("\n");
}
