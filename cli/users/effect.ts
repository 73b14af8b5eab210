import { cdktf } from "../../config/text";
import type { UserStore } from "../../identity/users";

type Kind = Pick<UserStore, "kind">;

/** Returns a sentence that says when a new user can log in. */
export function firstLogin({ kind }: Kind, many = false): string {
  const who = many ? "They" : "It";
  if (kind === "file") return `${who} can log in after: ${cdktf("deploy")}`;
  return `${who} can log in now, if ${many ? "their groups are" : "its group is"} deployed.`;
}

/** Returns the end of a sentence that says when a change takes effect. */
export function takesEffect({ kind }: Kind): string {
  return kind === "file"
    ? `it takes effect with the next: ${cdktf("deploy")}`
    : "it takes effect at the next login or refresh.";
}

/** Returns when secrets can be used, as the words after `both work`. */
export function fromWhen({ kind }: Kind): string {
  return kind === "file" ? `after: ${cdktf("deploy")}` : "now.";
}

/** Returns the name of a store for the beginning of a sentence. The name of a file is not changed. */
export function sentenceStart(label: string): string {
  return label.replace(/^the /, "The ");
}
