import type { ITerraformDependable, TerraformStack } from "cdktf";
import { tableSettings, usersTableOf } from "../config/names/stack-names";
import { type StoreType, storeRow } from "../config/store-kinds";
import { usersInTable } from "./access-map";
import { UsersTable } from "./constructs/users-table";
import type { LoadedStack } from "./synthesis/load-stack";

/** The stack to which a store adds resources. */
export interface StorePlace {
  readonly stack: TerraformStack;
  readonly loaded: LoadedStack;
}

/** The resources of a store, for the other constructs. */
export interface MadeStore {
  /** IAM statements that allow the function to read single users by name. */
  readonly readStatements: readonly object[];
  /** The resource with the users, on which the record of its protection depends. */
  readonly resource: ITerraformDependable;
  /** Its name, if the configuration protects it from deletion. */
  readonly protectedName?: string;
  /** An output with the name of the store. */
  readonly output: { readonly name: string; readonly value: string; readonly description: string };
}

/** Resources that a kind of store adds to the stack. See `StoreKind`. */
export interface StoreResources {
  /** Creates the kind's construct. @default - users are in the function's package */
  readonly make?: (place: StorePlace) => MadeStore;
  /** The store in words: `the DynamoDB table fleet-users`. @default - the package */
  readonly place?: (loaded: LoadedStack) => string;
  /** Members of the access map that replace the users, which no plan can show. @default - the users themselves */
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

/** The stack's store in words; `undefined` if the users are in the function's package. */
export function placeOfUsers(loaded: LoadedStack): string | undefined {
  return storeRow(loaded.settings, STORE_RESOURCES).place?.(loaded);
}
