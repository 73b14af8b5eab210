import { usersTableOf } from "../../config/names/stack-names";
import type { ResolvedStack } from "../../config/schema";
import { type StoreType, usersFileOf } from "../../config/store-kinds";
import { fileStore, type UserStore } from "../../identity/users";
import { tableStore } from "../../identity/users/table/table-store";
import { ADDRESS } from "../../infra/addresses";
import type { DoctorApi } from "../doctor/api";
import type { Finding, Subject } from "../doctor/doctor-check";
import type { Io } from "../io";

/** Whose users are asked for. */
export interface OpenStore {
  readonly stack: ResolvedStack;
  readonly configFolder: string;
  /** Those of the running `iot-auth local` instead of AWS's. A users file is the same for both. */
  readonly local: boolean;
  readonly io: Io;
}

/** Something that an apply makes under a name of its own, so that AWS makes no second one. */
export interface Named {
  /** Its address in Terraform's state. */
  readonly address: string;
  /** What `terraform import` knows it by, which is its name. */
  readonly id: string;
  /** For a person, before the name. */
  readonly kind: string;
  /** Whether it is in AWS, and whether it says that it is another's. */
  readonly find: (api: DoctorApi) => Promise<"there" | "another's" | "missing">;
}

/** What the tool does for one kind of store. See `StoreKind`. */
export interface StoreTool {
  /** Opens it. Nothing is read, and AWS is not called, until users are needed. */
  readonly open: (store: OpenStore) => UserStore;
  /** Whether the users can be read: the check `users` of `iot-auth doctor`. Loaded when doctor runs. */
  readonly check: (subject: Subject) => Promise<Finding>;
  /** What doctor looks for in AWS that Terraform may not know of. @default - nothing */
  readonly named?: (stack: ResolvedStack) => Named;
}

/** The row of every kind of store. */
export const STORE_TOOLS: Readonly<Record<StoreType, StoreTool>> = {
  bundled: {
    open: ({ stack, configFolder }) => fileStore(usersFileOf(stack, configFolder) ?? configFolder),
    check: async () => ({ status: "skipped", detail: "they are in the function's package" }),
  },
  dynamodb: {
    open({ stack, configFolder, local, io }) {
      const name = usersTableOf(stack);
      return tableStore(
        // A command on a users file does not pay for loading the SDK.
        async () => (await import("../aws/open-users-table")).usersTable(configFolder, stack, name, local, io),
        `the table ${name} ${local ? "of the running iot-auth local" : `in ${stack.settings.region}`}`,
      );
    },
    check: async (subject) => (await import("../doctor/checks/table-check")).checkTable(subject),
    named(stack) {
      const name = usersTableOf(stack);
      const find = async (api: DoctorApi) => ((await api.usersTable(name)) ? "there" : "missing");
      return { address: ADDRESS.usersTable, id: name, kind: "table", find };
    },
  },
};
