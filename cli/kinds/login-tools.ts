import type { LoginKindName } from "../../config/login-kinds";
import { iotAuth } from "../../config/text";
import type { Check } from "../doctor/doctor-check";
import type { PasteLine, PasteTarget } from "../local/paste-lines";

/** What the tool does for one kind of login. See `LoginKind`. Commands of a kind are rows of `cli/command-table.ts`. */
export interface LoginTool {
  /** Checks of `iot-auth doctor`, after those of every stack. Loaded when doctor runs. */
  readonly checks?: () => Promise<readonly Check[]>;
  /** Lines to paste into a shell, that connect to the running `iot-auth local`. Loaded when it is ready. */
  readonly pasteLines?: () => Promise<(target: PasteTarget) => PasteLine[]>;
  /** Whether a user without a secret can log in: a users file may have such users then. @default false */
  readonly withoutSecret?: boolean;
  /** Why a login that shows nothing but a user name does not reach the function, for checks and the demonstration. @default - it does */
  readonly turnsAwayPasswords?: { readonly because: string; readonly ask: () => string };
}

/** The row of every kind of login. */
export const LOGIN_TOOLS: Readonly<Record<LoginKindName, LoginTool>> = {
  password: { pasteLines: async () => (await import("../local/paste-lines")).passwordLines },
  token: {
    pasteLines: async () => (await import("../local/paste-lines")).tokenLines,
    withoutSecret: true,
    turnsAwayPasswords: { because: "signing is on", ask: () => iotAuth("login", "--token-stdin") },
  },
  certificate: { checks: async () => (await import("../doctor/checks/certificate-checks")).CERTIFICATE_CHECKS },
};
