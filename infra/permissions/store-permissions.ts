import type { StoreType } from "../../config/store-kinds";
import type { IamStatement, PartPermissions } from "./policy-document";
import type { Part, PolicySubject } from "./policy-subject";
import {
  type UsersAccess,
  usersPermissions,
  usersTablePermissions,
  usersTableState,
} from "./resources/users-table-permissions";

/** IAM permissions that a kind of store needs. See `StoreKind`. */
export interface StorePermissions {
  /**
   * For Terraform, to create and delete the store, but not to read its users. They are in the deployer's policy of a
   * stack with the store, and with `--also PART` or a former name if the stack in AWS still has it.
   */
  readonly deploy?: {
    readonly part: Part;
    readonly hasFormer: (subject: PolicySubject) => boolean;
    readonly permissions: (subject: PolicySubject) => PartPermissions;
  };
  /** For commands that work with users. */
  readonly users?: (subject: PolicySubject, access: UsersAccess) => readonly IamStatement[];
  /** For `iot-auth doctor`, to check whether users can be read. */
  readonly look?: (subject: PolicySubject) => readonly IamStatement[];
}

/** The row of every kind of store. */
export const STORE_PERMISSIONS: Readonly<Record<StoreType, StorePermissions>> = {
  bundled: {},
  dynamodb: {
    deploy: {
      part: "users-table",
      hasFormer: ({ formerTables }) => formerTables.length > 0,
      permissions: usersTablePermissions,
    },
    users: usersPermissions,
    look: usersTableState,
  },
};
