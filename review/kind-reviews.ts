import type { LoginKindName } from "../config/login-kinds";
import type { StoreType } from "../config/store-kinds";
import type { Plan } from "./plan/plan-schema";
import { CERTIFICATE_TYPES } from "./types/certificate-types";
import type { KnownType } from "./types/known-type";
import { USERS_TABLE_TYPE } from "./types/users-table-type";
import { returningCertificateWarnings } from "./warnings/returning-certificates-warnings";
import { usersTableWarnings } from "./warnings/users-table-warnings";
import type { Warning } from "./words/sentence";

/**
 * The part of the review about one kind of login or store. It is used for every plan, because a plan that removes the
 * kind from a stack also has the kind's resources.
 */
export interface KindReview {
  /** Types of resources that only stacks of this kind have, by name. @default - none */
  readonly types?: Readonly<Record<string, KnownType>>;
  /** Returns warnings besides those of the types' effects. @default - none */
  readonly warnings?: (plan: Plan) => readonly Warning[];
}

/** Reviews of the kinds of login. See `LoginKind`. */
export const LOGIN_REVIEWS: Readonly<Record<LoginKindName, KindReview>> = {
  // Password and token are settings of the authorizer, which every stack has.
  password: {},
  token: {},
  certificate: { types: CERTIFICATE_TYPES, warnings: returningCertificateWarnings },
};

/** Reviews of the kinds of store. See `StoreKind`. */
export const STORE_REVIEWS: Readonly<Record<StoreType, KindReview>> = {
  // The users of a bundled store are in the access map.
  bundled: {},
  dynamodb: { types: USERS_TABLE_TYPE, warnings: usersTableWarnings },
};

/** Returns the warnings of all kinds of a table. */
export function kindWarnings(table: Readonly<Record<string, KindReview>>, plan: Plan): Warning[] {
  return Object.values(table).flatMap(({ warnings }) => warnings?.(plan) ?? []);
}

/** Returns a type of resources that belongs to a kind of login or store; undefined for any other type. */
export function typeOfKinds(type: string): KnownType | undefined {
  const rows = [...Object.values(STORE_REVIEWS), ...Object.values(LOGIN_REVIEWS)];
  return rows.map(({ types = {} }) => (Object.hasOwn(types, type) ? types[type] : undefined)).find(Boolean);
}
