import type { ITerraformDependable, TerraformStack } from "cdktf";
import { type LoginKindName, loginRows } from "../config/login-kinds";
import { makeCertificates } from "./constructs/certificates/make-certificates";
import { passwordOutputs } from "./outputs/password-outputs";
import type { LoadedStack } from "./synthesis/load-stack";

/** The stack that a kind of login adds to, and what of it is there already. */
export interface LoginPlace {
  readonly stack: TerraformStack;
  readonly loaded: LoadedStack;
  /** Id of the AWS account, as Terraform knows it. */
  readonly accountId: string;
  /** Host name that clients connect to: the stack's own endpoint or the account's data endpoint. */
  readonly host: string;
  /** Host name of the account's data endpoint, where devices with certificates connect to. */
  readonly accountHost: string;
  /** What takes the policies of devices off: everything that attaches one has to depend on it. */
  readonly policySweep: ITerraformDependable;
  readonly authorizer: { readonly name: string; readonly arn: string };
  /** Declares an output of the stack. */
  readonly output: (name: string, value: string, description: string) => void;
}

/** What one kind of login adds to Terraform's stack. See `LoginKind`. */
export interface LoginResources {
  /** Makes the kind's constructs and outputs. Resources take their addresses from `infra/addresses.ts`. */
  readonly make?: (place: LoginPlace) => void;
  /** Members of the access map, by which a plan shows who gains or loses access in this way. No secret, no hash of one. */
  readonly accessMap?: (loaded: LoadedStack) => Readonly<Record<string, unknown>>;
}

/**
 * The row of every kind of login. With tokens, no password alone opens anything, so that outputs for password clients would not work;
 * `iot-auth token issue` prints what to paste.
 */
export const LOGIN_RESOURCES: Readonly<Record<LoginKindName, LoginResources>> = {
  password: { make: passwordOutputs },
  token: {},
  certificate: { make: makeCertificates },
};

/** What a stack's kinds of login add to its access map. */
export function mappedLogins(loaded: LoadedStack): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...loginRows(loaded.settings, LOGIN_RESOURCES).map(({ accessMap }) => accessMap?.(loaded)));
}
