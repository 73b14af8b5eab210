import type { TableDefinition } from "./dynamodb/table";
import { certificateWay } from "./login/certificate/certificate-way";
import { type Arrival, authorizerWay, type Granted, type LoginWay } from "./login/login-way";
import type { RegisteredDevices } from "./registry/registered-devices";
import { synthesizedDevices } from "./registry/synthesized-devices";
import { type Block, blocksOf, only } from "./stack-blocks";

/** The resources of a kind of login or of store that the stand-in needs from a stack. */
export interface KindContent {
  /** The DynamoDB table that holds the users, if the stack has one. */
  readonly table?: TableDefinition;
  /** Certificates and things, if the stack has any. */
  readonly devices?: RegisteredDevices;
}

/** A synthesized stack and where it was read. */
export interface SynthesizedPlace {
  /** `cdktf.out/stacks/<stack>`, for messages. */
  readonly folder: string;
  /** Content of `cdk.tf.json`. */
  readonly stack: Block;
  /** The provider's `allowed_account_ids`, if the configuration names an account. */
  readonly accounts: unknown;
}

/** What the stand-in does for one kind of login or of store. */
export interface StackKind {
  /** Reads the kind's resources from a synthesized stack. @default - the stand-in needs none of them */
  readonly read?: (place: SynthesizedPlace) => KindContent;
}

/** What the stand-in does for one kind of login. */
export interface LoginStack extends StackKind {
  /** Decides on logins of this kind. @default - an authorizer decides */
  readonly login?: LoginWay;
}

/**
 * What the stand-in does for each kind of login. The names are those of `LoginKind` in `config/`, which `local/` does
 * not import.
 */
export const LOGIN_STACKS: Readonly<Record<"password" | "token" | "certificate", LoginStack>> = {
  // Passwords and tokens are settings of the authorizer, which every stack has and which decides.
  password: {},
  token: {},
  certificate: { read: devicesOf, login: certificateWay },
};

/** What the stand-in does for each kind of store. The names are those of `StoreKind` in `config/`. */
export const STORE_STACKS: Readonly<Record<"bundled" | "dynamodb", StackKind>> = {
  // Bundled users are in the function's zip.
  bundled: {},
  dynamodb: { read: tableOf },
};

/**
 * Reads the resources of all kinds from a stack. The stack does not say which kinds it uses, so every kind looks for
 * its resources.
 * @throws {UnreadableStack} if the stack has more resources of a kind than the kind makes
 */
export function contentOfKinds(place: SynthesizedPlace): KindContent {
  const rows: readonly StackKind[] = [...Object.values(STORE_STACKS), ...Object.values(LOGIN_STACKS)];
  return Object.assign({}, ...rows.map(({ read }) => read?.(place) ?? {}));
}

/**
 * Decides on a client's login, in the same way for MQTT and HTTPS: with the kind of login that fits what the client
 * presented, such as a certificate, otherwise with an authorizer.
 * @throws LoginRefusal
 */
export function decideLogin(arrival: Arrival): Promise<Granted> {
  for (const { login } of Object.values<LoginStack>(LOGIN_STACKS))
    if (login?.isFor(arrival)) return login.decide(arrival);
  return authorizerWay.decide(arrival);
}

function tableOf({ folder, stack }: SynthesizedPlace): KindContent {
  if (blocksOf(stack, "aws_dynamodb_table").length === 0) return {};
  const { name, hash_key } = only(folder, stack, "aws_dynamodb_table");
  return { table: { name: String(name), hashKey: String(hash_key) } };
}

/** If the stack names no account, the stand-in uses the account id of AWS's examples. */
function devicesOf({ stack, accounts }: SynthesizedPlace): KindContent {
  const [account = "123456789012"] = Array.isArray(accounts) ? (accounts as string[]) : [];
  const devices = synthesizedDevices(stack, account);
  return devices === undefined ? {} : { devices };
}
