import type { TableDefinition } from "./dynamodb/table";
import { certificateWay } from "./login/certificate/certificate-way";
import { type Arrival, authorizerWay, type Granted, type LoginWay } from "./login/login-way";
import type { RegisteredDevices } from "./registry/registered-devices";
import { synthesizedDevices } from "./registry/synthesized-devices";
import { type Block, blocksOf, only } from "./stack-blocks";

/** What a kind of login or of store puts into a stack, for the stand-in to have. */
export interface KindContent {
  /** The DynamoDB table that holds the users, if one does. */
  readonly table?: TableDefinition;
  /** Certificates and things, if there are any. */
  readonly devices?: RegisteredDevices;
}

/** Where a synthesized stack is read. */
export interface SynthesizedPlace {
  /** `cdktf.out/stacks/<stack>`, for messages. */
  readonly folder: string;
  /** Content of `cdk.tf.json`. */
  readonly stack: Block;
  /** The accounts that the provider may work in, if the configuration names one. */
  readonly accounts: unknown;
}

/** What the stand-in does for one kind of login or of store. */
export interface StackKind {
  /** Finds in a synthesized stack what the kind put there. @default - nothing that the stand-in needs */
  readonly read?: (place: SynthesizedPlace) => KindContent;
}

/** What the stand-in does for one kind of login. */
export interface LoginStack extends StackKind {
  /** How its clients are let in. @default - an authorizer decides */
  readonly login?: LoginWay;
}

/** The row of every kind of login. The names are those of `LoginKind` in `config/`, which the stand-in does not know. */
export const LOGIN_STACKS: Readonly<Record<"password" | "token" | "certificate", LoginStack>> = {
  // Both are settings of the authorizer, which every stack has, and which decides.
  password: {},
  token: {},
  certificate: { read: devicesOf, login: certificateWay },
};

/** The row of every kind of store. The names are those of `StoreKind` in `config/`. */
export const STORE_STACKS: Readonly<Record<"bundled" | "dynamodb", StackKind>> = {
  // Its users are in the function's zip.
  bundled: {},
  dynamodb: { read: tableOf },
};

/**
 * What all kinds put into a stack: a stack does not say which kinds it has, so that each is asked.
 * @throws {UnreadableStack} if a kind finds something else than it makes
 */
export function contentOfKinds(place: SynthesizedPlace): KindContent {
  const rows: readonly StackKind[] = [...Object.values(STORE_STACKS), ...Object.values(LOGIN_STACKS)];
  return Object.assign({}, ...rows.map(({ read }) => read?.(place) ?? {}));
}

/**
 * Lets a client in, the same for MQTT and HTTPS: by the kind of login that finds its own in what the client presented, otherwise by an
 * authorizer.
 * @throws LoginRefusal
 */
export function decideLogin(arrival: Arrival): Promise<Granted> {
  const rows: readonly LoginStack[] = Object.values(LOGIN_STACKS);
  const way = rows.find(({ login }) => login?.isFor(arrival))?.login ?? authorizerWay;
  return way.decide(arrival);
}

function tableOf({ folder, stack }: SynthesizedPlace): KindContent {
  if (blocksOf(stack, "aws_dynamodb_table").length === 0) return {};
  const { name, hash_key } = only(folder, stack, "aws_dynamodb_table");
  return { table: { name: String(name), hashKey: String(hash_key) } };
}

/** Without an account of the stack's own, the stand-in takes AWS's example. */
function devicesOf({ stack, accounts }: SynthesizedPlace): KindContent {
  const [account = "123456789012"] = Array.isArray(accounts) ? (accounts as string[]) : [];
  const devices = synthesizedDevices(stack, account);
  return devices === undefined ? {} : { devices };
}
