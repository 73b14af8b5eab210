import type { ResolvedStack } from "../../config/schema";
import type { Project } from "../project";
import type { RunningStandIn } from "../stand-in/running-file";
import type { StackOutputs } from "../terraform/stack-outputs";
import type { DoctorApi } from "./api";

/** One line, or several. */
export type Remedy = string | readonly string[];

/** What a check found. `skipped`: it does not apply here, and says why. */
export interface Finding {
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** What is so, as a sentence without its full stop. */
  readonly detail: string;
  /** What to do about it: a sentence, or lines, such as one with commands to paste below it. */
  readonly remedy?: Remedy;
}

/** What the checks look at. */
export interface Subject {
  readonly project: Pick<Project, "configFolder">;
  readonly stack: ResolvedStack;
  /** As the stack names it. */
  readonly authorizerName: string;
  /** The applied stack's outputs, or why there are none. */
  readonly outputs: { readonly values: StackOutputs } | { readonly missing: string };
  /** Addresses in Terraform's state, or why it cannot be read. */
  readonly state: { readonly addresses: ReadonlySet<string> } | { readonly missing: string };
  /** Words of a command line that call terraform in the stack's folder. */
  readonly terraform: readonly string[];
  readonly api: DoctorApi;
  /** The running stand-in, if that is what is looked at. */
  readonly standIn?: RunningStandIn;
  /** Where clients connect to; `undefined` if it is not known. */
  readonly endpoint?: { readonly host: string; readonly port: number; readonly ca?: string };
  readonly timeoutSeconds: number;
  readonly now: () => Date;
}

/** One thing to check. */
export interface Check {
  /** One word, for monitoring; never changes. */
  readonly name: string;
  /** IAM actions it needs, to be named where one of them is denied. */
  readonly actions: readonly string[];
  readonly run: (subject: Subject) => Promise<Finding>;
}

/** Everything is as it should be. */
export const ok = (detail: string): Finding => ({ status: "ok", detail });
/** It works, but not for ever, or not as configured. */
export const warning = (detail: string, remedy: Remedy): Finding => ({ status: "warning", detail, remedy });
/** It does not work. */
export const failed = (detail: string, remedy: Remedy): Finding => ({ status: "failed", detail, remedy });
/** It cannot be checked here. */
export const skipped = (detail: string): Finding => ({ status: "skipped", detail });

/** A failure from an error's message: what is wrong is its first sentence, what to do the others. */
export function failedWith(message: string, remedy: string): Finding {
  const [detail = "", ...advice] = message.split(/\. (?=[A-Z])/);
  return failed(detail.replace(/\.$/, ""), advice.length > 0 ? advice.join(". ") : remedy);
}
