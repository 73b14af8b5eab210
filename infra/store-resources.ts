import type { ITerraformDependable, TerraformStack } from "cdktf";
import { tableSettings, usersTableOf } from "../config/names/stack-names";
import { type StoreType, storeRow } from "../config/store-kinds";
import { usersInTable } from "./access-map";
import { UsersTable } from "./constructs/users-table";
import type { LoadedStack } from "./synthesis/load-stack";

/** The stack that a store adds to. */
export interface StorePlace {
  readonly stack: TerraformStack;
  readonly loaded: LoadedStack;
}

/** What a store made in the stack, for those who use it. */
export interface MadeStore {
  /** IAM statements with which the function reads users: one at a time and by name. */
  readonly readStatements: readonly object[];
  /** What holds the users, and what stands in the state while Terraform must not destroy it. */
  readonly resource: ITerraformDependable;
  /** Its name where the configuration protects it from deletion. */
  readonly protectedName?: string;
  /** An output that says where the users are. */
  readonly output: { readonly name: string; readonly value: string; readonly description: string };
}

/** What one kind of store adds to Terraform's stack. See `StoreKind`. */
export interface StoreResources {
  /** Makes the kind's construct. @default - users are in the function's package */
  readonly make?: (place: StorePlace) => MadeStore;
  /** Where the users are, for a person: `the DynamoDB table fleet-users`. @default - the package */
  readonly place?: (loaded: LoadedStack) => string;
  /** Members of the access map in the place of users, which no plan can show. @default - the users themselves */
  readonly accessMap?: (loaded: LoadedStack) => Readonly<Record<string, unknown>>;
}

/** The row of every kind of store. */
export const STORE_RESOURCES: Readonly<Record<StoreType, StoreResources>> = {
  bundled: {},
  dynamodb: {
    make({ stack, loaded }) {
      const settings = tableSettings(loaded);
      const { stackName } = loaded;
      const { region } = loaded.settings;
      const made = new UsersTable(stack, "users", { stackName, region, tableName: usersTableOf(loaded), settings });
      return {
        readStatements: made.readStatements,
        resource: made.table,
        ...(settings.deletionProtection ? { protectedName: made.name } : {}),
        output: {
          name: "users_table",
          value: made.name,
          description: "Name of the DynamoDB table that holds the users",
        },
      };
    },
    place: (loaded) => `the DynamoDB table ${usersTableOf(loaded)}`,
    accessMap: (loaded) => usersInTable(usersTableOf(loaded)),
  },
};

/** Where a stack's users are, for a person; `undefined` where they are in the function's package. */
export function placeOfUsers(loaded: LoadedStack): string | undefined {
  return storeRow(loaded.settings, STORE_RESOURCES).place?.(loaded);
}
