import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { announceStandIn, runningFile } from "../../../cli/stand-in/running-file";
import { fromItem, type Item, toItem } from "../../../identity/users/table/item";
import type { User } from "../../../identity/users/users-schema";
import { type ControlPlane, startControlPlane } from "../../../local/control-plane/control-plane";
import type { Verdict } from "../../../local/control-plane/http/control-plane-call";
import { type TestProject, testProject } from "./project";

const REGION = "eu-west-1";
const TABLE = "fleet-users";

/** Name of the table in messages. */
export const TABLE_LABEL = `the table ${TABLE} of the running iot-auth local`;

/** A project with users in a table, and a stand-in that has the table. */
export interface TableProject extends Omit<TestProject, "users"> {
  readonly aws: ControlPlane;
  /** Operations of DynamoDB that were called so far. */
  readonly calls: string[];
  /** Decides about each call; tests replace it. */
  intercept: (operation: string) => Verdict;
  /** Returns the users in the table, sorted by name. */
  readonly users: () => User[];
  readonly item: (name: string) => Item | undefined;
  readonly put: (item: Item) => void;
  /** Removes the file by which commands find the stand-in. */
  readonly withdraw: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in with a users table, and makes its project.
 * @param store Further settings of the store, as text: `chosenPasswords: true`
 * @param more Further settings of the stack, as text
 */
export async function tableProject(users: readonly User[] = [], store = "", more = ""): Promise<TableProject> {
  const config = `export default defineConfig({
    name: "fleet",
    region: "${REGION}",
    store: { type: "dynamodb", ${store} },
    groups: { sensors: device(), printers: cloudPrnt.printer() },
    ${more}
  });`;
  const project = testProject({ config });
  const calls: string[] = [];
  const aws = await startControlPlane({
    intercept: ({ operation }) => {
      calls.push(operation);
      return result.intercept(operation);
    },
  });
  const { tables } = aws.store.region(REGION);
  tables.ensure({ name: TABLE, hashKey: "name" }, [], 0);
  const table = tables.get(TABLE);
  const caFile = join(project.folder, "ca.pem");
  writeFileSync(caFile, rootCertificates[0] as string);
  const withdraw = await announceStandIn(runningFile(project.folder, "fleet"), {
    pid: process.pid,
    mqtt: "localhost:1",
    https: "https://localhost:1",
    controlPlane: aws.url,
    caFile,
    region: REGION,
    accountId: "123456789012",
    authorizer: "fleet",
    isDefault: false,
    endpoints: [
      {
        host: "localhost",
        domainConfiguration: null,
        authorizer: null,
        allowAuthorizerOverride: true,
        authenticationType: "DEFAULT",
        applicationProtocol: "DEFAULT",
        status: "ENABLED",
      },
    ],
  });
  const result: TableProject = {
    ...project,
    aws,
    calls,
    intercept: () => "pass",
    item: (name) => table.get(name) as Item | undefined,
    put: (item) => table.put(item as unknown as Parameters<typeof table.put>[0]),
    users: () =>
      (table.after(undefined) as unknown as Item[])
        .flatMap((item) => {
          const check = fromItem(item, TABLE);
          return check.ok ? [check.user] : [];
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    withdraw,
    close: async () => {
      await withdraw();
      await aws.close();
      project.remove();
    },
  };
  for (const user of users) result.put(toItem(user, 1));
  return result;
}
