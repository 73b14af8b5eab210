import type { LoginKindName } from "../config/login-kinds";
import type { StoreType } from "../config/store-kinds";
import type { Plan } from "./plan/plan-schema";
import { CERTIFICATE_TYPES } from "./types/certificate-types";
import type { KnownType } from "./types/known-type";
import { USERS_TABLE_TYPE } from "./types/users-table-type";
import { returningCertificateWarnings } from "./warnings/returning-certificates-warnings";
import { usersTableWarnings } from "./warnings/users-table-warnings";
import type { Warning } from "./words/sentence";

/** What the review knows of one kind of login or of store. Asked about every plan: one that takes the kind out of a stack has its resources, too. */
export interface KindReview {
  /** Types of the resources that only stacks of this kind have, by name. @default - none */
  readonly types?: Readonly<Record<string, KnownType>>;
  /** What must not be missed, beyond the effects that its types give. @default - nothing */
  readonly warnings?: (plan: Plan) => readonly Warning[];
}

/** The row of every kind of login. See `LoginKind`. */
export const LOGIN_REVIEWS: Readonly<Record<LoginKindName, KindReview>> = {
  // What the authorizer asks for, a secret or a signed token, is a setting of a resource that every stack has.
  password: {},
  token: {},
  certificate: { types: CERTIFICATE_TYPES, warnings: returningCertificateWarnings },
};

/** The row of every kind of store. See `StoreKind`. */
export const STORE_REVIEWS: Readonly<Record<StoreType, KindReview>> = {
  // Its users are in the access map.
  bundled: {},
  dynamodb: { types: USERS_TABLE_TYPE, warnings: usersTableWarnings },
};

/** What a table's rows warn of. */
export function kindWarnings(table: Readonly<Record<string, KindReview>>, plan: Plan): Warning[] {
  return Object.values(table).flatMap(({ warnings }) => warnings?.(plan) ?? []);
}

/** What one of the kinds knows of a type. */
export function typeOfKinds(type: string): KnownType | undefined {
  const rows = [...Object.values(STORE_REVIEWS), ...Object.values(LOGIN_REVIEWS)];
  return rows.map(({ types = {} }) => (Object.hasOwn(types, type) ? types[type] : undefined)).find(Boolean);
}
