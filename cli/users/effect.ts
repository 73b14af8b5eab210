import { cdktf } from "../../config/text";
import type { UserStore } from "../../identity/users";

type Kind = Pick<UserStore, "kind">;

/** When somebody new can log in: a sentence. */
export function firstLogin({ kind }: Kind, many = false): string {
  const who = many ? "They" : "It";
  if (kind === "file") return `${who} can log in after: ${cdktf("deploy")}`;
  return `${who} can log in now, if ${many ? "their groups are" : "its group is"} deployed.`;
}

/** When a change counts: the end of a sentence. */
export function takesEffect({ kind }: Kind): string {
  return kind === "file"
    ? `it takes effect with the next: ${cdktf("deploy")}`
    : "it takes effect at the next login or refresh.";
}

/** When secrets can be used: what follows `both work`. */
export function fromWhen({ kind }: Kind): string {
  return kind === "file" ? `after: ${cdktf("deploy")}` : "now.";
}

/** What messages call a store, to begin a sentence with: the name of a file stays as it is. */
export function sentenceStart(label: string): string {
  return label.replace(/^the /, "The ");
}
