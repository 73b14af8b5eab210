import { usersTableOf } from "../../config/names/stack-names";
import type { ResolvedStack } from "../../config/schema";
import { type StoreType, usersFileOf } from "../../config/store-kinds";
import { fileStore, type UserStore } from "../../identity/users";
import { tableStore } from "../../identity/users/table/table-store";
import { ADDRESS } from "../../infra/addresses";
import type { DoctorApi } from "../doctor/api";
import type { Finding, Subject } from "../doctor/doctor-check";
import type { Io } from "../io";

/** The stack whose users are to be read or changed. */
export interface OpenStore {
  readonly stack: ResolvedStack;
  readonly configFolder: string;
  /** Whether to use the table of the running `iot-auth local` instead of AWS's. A users file is the same for both. */
  readonly local: boolean;
  readonly io: Io;
}

/** A resource that `terraform apply` creates under a fixed name, which AWS allows once only. */
export interface Named {
  /** Its address in Terraform's state. */
  readonly address: string;
  /** Id for `terraform import`, which is its name. */
  readonly id: string;
  /** Kind of the resource, which precedes its name in messages. */
  readonly kind: string;
  /** Finds out whether it is in AWS, and whether its tags say that it belongs to another stack. */
  readonly find: (api: DoctorApi) => Promise<"there" | "another's" | "missing">;
}

/** What the command line tool does for one kind of store. See `StoreKind`. */
export interface StoreTool {
  /** Opens the store. It reads nothing and does not call AWS before users are needed. */
  readonly open: (store: OpenStore) => UserStore;
  /** Whether the users can be read: the check `users` of `iot-auth doctor`. Loaded when doctor runs. */
  readonly check: (subject: Subject) => Promise<Finding>;
  /** Returns the resource that doctor looks for in AWS, since Terraform may not know of it. @default - none */
  readonly named?: (stack: ResolvedStack) => Named;
}

/** The {@link StoreTool} of each kind of store. */
export const STORE_TOOLS: Readonly<Record<StoreType, StoreTool>> = {
  bundled: {
    open: ({ stack, configFolder }) => fileStore(usersFileOf(stack, configFolder) ?? configFolder),
    check: async () => ({ status: "skipped", detail: "they are in the function's package" }),
  },
  dynamodb: {
    open({ stack, configFolder, local, io }) {
      const name = usersTableOf(stack);
      return tableStore(
        // Loaded here, so that commands on a users file do not load the SDK.
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
