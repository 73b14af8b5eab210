import type { ITerraformDependable, TerraformStack } from "cdktf";
import { type LoginKindName, loginRows } from "../config/login-kinds";
import { makeCertificates } from "./constructs/certificates/make-certificates";
import { passwordOutputs } from "./outputs/password-outputs";
import type { LoadedStack } from "./synthesis/load-stack";

/** The stack to which a kind of login adds resources, and the parts of it that already exist. */
export interface LoginPlace {
  readonly stack: TerraformStack;
  readonly loaded: LoadedStack;
  /** Id of the AWS account, as Terraform's reference. */
  readonly accountId: string;
  /** Host name that clients connect to: the stack's own endpoint or the account's data endpoint. */
  readonly host: string;
  /** Host name of the account's data endpoint, to which devices with certificates connect. */
  readonly accountHost: string;
  /** The step that detaches the policies of devices: every resource that attaches a policy has to depend on it. */
  readonly policySweep: ITerraformDependable;
  readonly authorizer: { readonly name: string; readonly arn: string };
  /** Declares an output of the stack. */
  readonly output: (name: string, value: string, description: string) => void;
}

/** Resources that a kind of login adds to the stack. See `LoginKind`. */
export interface LoginResources {
  /** Creates the kind's constructs and outputs. The addresses of resources are in `infra/addresses.ts`. */
  readonly make?: (place: LoginPlace) => void;
  /**
   * Members of the access map, with which a plan shows who gains or loses access with this kind of login. No secret and
   * no hash of a secret.
   */
  readonly accessMap?: (loaded: LoadedStack) => Readonly<Record<string, unknown>>;
}

/**
 * The row of every kind of login. With tokens, a password alone is refused, so outputs for password clients would not
 * work; `iot-auth token issue` prints the values to paste.
 */
export const LOGIN_RESOURCES: Readonly<Record<LoginKindName, LoginResources>> = {
  password: { make: passwordOutputs },
  token: {},
  certificate: { make: makeCertificates },
};

/** Members that a stack's kinds of login add to its access map. */
export function mappedLogins(loaded: LoadedStack): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...loginRows(loaded.settings, LOGIN_RESOURCES).map(({ accessMap }) => accessMap?.(loaded)));
}
