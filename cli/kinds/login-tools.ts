import type { LoginKindName } from "../../config/login-kinds";
import { iotAuth } from "../../config/text";
import type { Check } from "../doctor/doctor-check";
import type { PasteLine, PasteTarget } from "../local/paste-lines";

/** What the command line tool does for one kind of login. See `LoginKind`. Its commands are in `cli/command-table.ts`. */
export interface LoginTool {
  /** Checks of `iot-auth doctor`, which run after those for every stack. Loaded when doctor runs. */
  readonly checks?: () => Promise<readonly Check[]>;
  /** Returns commands to paste into a shell, which connect to the running `iot-auth local`. Loaded when it is ready. */
  readonly pasteLines?: () => Promise<(target: PasteTarget) => PasteLine[]>;
  /** Whether a user without a secret can log in. A users file may then contain such users. @default false */
  readonly withoutSecret?: boolean;
  /** Why a login without a token does not reach the function, for checks and the demonstration, and how to test a login. @default - it does */
  readonly turnsAwayPasswords?: { readonly because: string; readonly ask: () => string };
}

/** The {@link LoginTool} of each kind of login. */
export const LOGIN_TOOLS: Readonly<Record<LoginKindName, LoginTool>> = {
  password: { pasteLines: async () => (await import("../local/paste-lines")).passwordLines },
  token: {
    pasteLines: async () => (await import("../local/paste-lines")).tokenLines,
    withoutSecret: true,
    turnsAwayPasswords: { because: "signing is on", ask: () => iotAuth("login", "--token-stdin") },
  },
  certificate: { checks: async () => (await import("../doctor/checks/certificate-checks")).CERTIFICATE_CHECKS },
};
