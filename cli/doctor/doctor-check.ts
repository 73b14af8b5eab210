import type { ResolvedStack } from "../../config/schema";
import type { Project } from "../project";
import type { RunningStandIn } from "../stand-in/running-file";
import type { StackOutputs } from "../terraform/stack-outputs";
import type { DoctorApi } from "./api";

/** One line, or several. */
export type Remedy = string | readonly string[];

/** What a check found. `skipped`: the check does not apply, and `detail` says why. */
export interface Finding {
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** What was found, as a sentence without a full stop. */
  readonly detail: string;
  /** What to do about it: a sentence, or lines, such as one with commands to paste below it. */
  readonly remedy?: Remedy;
}

/** What the checks examine. */
export interface Subject {
  readonly project: Pick<Project, "configFolder">;
  readonly stack: ResolvedStack;
  /** Name that the stack gives its authorizer. */
  readonly authorizerName: string;
  /** The applied stack's outputs, or why there are none. */
  readonly outputs: { readonly values: StackOutputs } | { readonly missing: string };
  /** Addresses in Terraform's state, or why it cannot be read. */
  readonly state: { readonly addresses: ReadonlySet<string> } | { readonly missing: string };
  /** Words of a command line that call terraform in the stack's folder. */
  readonly terraform: readonly string[];
  readonly api: DoctorApi;
  /** The running stand-in, if the checks examine it in place of AWS. */
  readonly standIn?: RunningStandIn;
  /** Where clients connect to; `undefined` if it is not known. */
  readonly endpoint?: { readonly host: string; readonly port: number; readonly ca?: string };
  readonly timeoutSeconds: number;
  readonly now: () => Date;
}

/** One check of `iot-auth doctor`. */
export interface Check {
  /** One word, for monitoring; never changes. */
  readonly name: string;
  /** IAM actions that the check needs; the remedy names them if one is denied. */
  readonly actions: readonly string[];
  readonly run: (subject: Subject) => Promise<Finding>;
}

/** The check passed. */
export const ok = (detail: string): Finding => ({ status: "ok", detail });
/** Logins work now, but will stop working, or do not work as configured. */
export const warning = (detail: string, remedy: Remedy): Finding => ({ status: "warning", detail, remedy });
/** The check failed. */
export const failed = (detail: string, remedy: Remedy): Finding => ({ status: "failed", detail, remedy });
/** The check cannot be made, or does not apply. */
export const skipped = (detail: string): Finding => ({ status: "skipped", detail });

/** A failure from an error's message: the first sentence is the detail, the others are the remedy. */
export function failedWith(message: string, remedy: string): Finding {
  const [detail = "", ...advice] = message.split(/\. (?=[A-Z])/);
  return failed(detail.replace(/\.$/, ""), advice.length > 0 ? advice.join(". ") : remedy);
}
