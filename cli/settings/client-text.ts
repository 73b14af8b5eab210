import { visible } from "../../config/text";
import { wrapWords } from "../terminal/text-table";
import { leftOutText } from "./client-topics";
import type { ClientInputs, SettingsClient } from "./settings-client";

/** Stands where the password belongs. */
export const PASSWORD_PLACEHOLDER = "PUT-THE-PASSWORD-HERE";
/** Stand where the parts of a signed token belong. */
export const TOKEN_PLACEHOLDERS = { value: "PUT-THE-TOKEN-HERE", signature: "PUT-THE-SIGNATURE-HERE" } as const;

/** Columns of a comment. */
const COLUMNS = 110;

/**
 * The whole text for a client: what it is for, what people run into, the settings, and what was left out. Where the format has comments.
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
