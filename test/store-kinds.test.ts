import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataResource, Testing } from "cdktf";
import { z } from "zod";
import { STORE_TOOLS, type StoreTool } from "../cli/kinds/store-tools";
import { resolveConfig } from "../config/stages/resolve-config";
import { STORE_KINDS, type StoreKind } from "../config/store-kinds";
import { STORE_SOURCES, type StoreSource } from "../identity/store-sources";
import { fileStore } from "../identity/users/file/file-store";
import { generateSecret, hashGeneratedSecret } from "../identity/users/secret";
import { packageFunction } from "../infra/packaging/package-function";
import { commandPolicy } from "../infra/permissions/command-policy";
import { deployerPolicy } from "../infra/permissions/deployer-policy";
import { allow } from "../infra/permissions/policy-document";
import type { Part } from "../infra/permissions/policy-subject";
import { STORE_PERMISSIONS, type StorePermissions } from "../infra/permissions/store-permissions";
import { AuthStack } from "../infra/stack";
import { placeOfUsers, STORE_RESOURCES, type StoreResources } from "../infra/store-resources";
import { loadStack } from "../infra/synthesis/load-stack";
import { describeSynthesis } from "../infra/synthesis/run-synthesis";
import { unpackFunction } from "../local/functions/function-code";
import { contentOfKinds, STORE_STACKS, type StackKind } from "../local/stack-kinds";
import { type KindReview, STORE_REVIEWS } from "../review/kind-reviews";
import { knownType } from "../review/types/known-types";
import { aUser, REPOSITORY, testProject } from "./cli/helpers/project";
import { runCli } from "./cli/helpers/run-cli";
import { CONTEXT } from "./lambda/helpers/deployed-handler";
import { reviewOf, warningsOf } from "./review/a-plan";

// Adds the settings of the kind below to the schema.
jest.mock("../config/schema/store-schema", () => {
  const { storeSchema } = jest.requireActual("../config/schema/store-schema");
  const ledger = z.strictObject({ type: z.literal("ledger"), book: z.string().default("main") });
  return { storeSchema: z.discriminatedUnion("type", [ledger, ...storeSchema.options]) };
});

const bookOf = ({ settings: { store } }: { readonly settings: { readonly store: object } }): string =>
  (store as { readonly book: string }).book;

const secret = generateSecret();

/**
 * A kind of store that only this test has. Each of its parts is a row of a table that CONTRIBUTING.md names, except the
 * handler's entry, which a test below writes.
 */
const LEDGER: {
  readonly kind: StoreKind;
  readonly source: StoreSource;
  readonly resources: StoreResources;
  readonly permissions: StorePermissions;
  readonly review: KindReview;
  readonly stack: StackKind;
  readonly tool: StoreTool;
} = {
  kind: {
    problems: ({ store, region }) =>
      (store as { readonly type?: string } | undefined)?.type === "ledger" && region === "eu-west-2"
        ? [{ path: "store", must: "be in a Region with ledgers", got: region, remedy: "Choose another." }]
        : [],
    conflicts: (stack, earlier) =>
      bookOf(stack) === bookOf(earlier)
        ? [{ path: `stages.${stack.stage}.store.book`, must: "be a book of its own", remedy: "Name another." }]
        : [],
  },
  source: {
    entry: "lambda/entries/ledger.ts",
    compile: (stack) => ({ access: { refusalWork: {}, table: bookOf(stack) } }),
    takesPasswords: () => false,
    refusesSecret: (stored) => (stored.startsWith("$sha256$") ? undefined : "other-work"),
  },
  resources: {
    make({ stack, loaded }) {
      const resource = new DataResource(stack, "ledger", { input: { book: bookOf(loaded) } });
      resource.overrideLogicalId("ledger");
      return {
        readStatements: [{ Effect: "Allow", Action: "ledger:Get", Resource: bookOf(loaded) }],
        resource,
        protectedName: bookOf(loaded),
        output: { name: "ledger", value: bookOf(loaded), description: "The ledger with the users" },
      };
    },
    place: (loaded) => `the ledger ${bookOf(loaded)}`,
    accessMap: (loaded) => ({ ledger: bookOf(loaded) }),
  },
  permissions: {
    deploy: {
      part: "ledger" as Part,
      hasFormer: () => false,
      permissions: () => ({
        read: [allow("ReadLedger", ["ledger:Describe"], ["*"])],
        write: [allow("DeployLedger", ["ledger:Make"], ["*"])],
      }),
    },
    users: (_, access) => [allow(`${access}InLedger`, ["ledger:Get"], ["*"])],
    look: () => [allow("LookAtLedger", ["ledger:Describe"], ["*"])],
  },
  review: {
    types: { ledger_book: { computed: [], defaults: {}, settings: { book: "code book-changed" } } },
    warnings: (plan) =>
      plan.resource_changes.some(({ address }) => address === "ledger_book.main")
        ? [{ code: "book-changed", sentence: ["Users are in another book."], widens: true }]
        : [],
  },
  stack: {
    read({ stack }) {
      const { ledger } = (
        stack.resource as {
          readonly terraform_data: { readonly ledger?: { readonly input: { readonly book: string } } };
        }
      ).terraform_data;
      return ledger === undefined ? {} : { table: { name: ledger.input.book, hashKey: "name" } };
    },
  },
  tool: {
    open: ({ configFolder, stack }) => ({
      ...fileStore(join(configFolder, "ledger.json")),
      label: `the ledger ${bookOf(stack)}`,
      kind: "table",
    }),
    check: async ({ stack }) => ({ status: "ok", detail: `the ledger ${bookOf(stack)} is open` }),
    named: (stack) => ({
      address: "ledger.users",
      id: bookOf(stack),
      kind: "ledger",
      find: async () => "missing",
    }),
  },
};

/** The tables by file and name, with the row that the kind above adds to each. */
const ROWS: ReadonlyArray<readonly [file: string, table: string, rows: object, row: object]> = [
  ["config/store-kinds.ts", "STORE_KINDS", STORE_KINDS, LEDGER.kind],
  ["identity/store-sources.ts", "STORE_SOURCES", STORE_SOURCES, LEDGER.source],
  ["infra/store-resources.ts", "STORE_RESOURCES", STORE_RESOURCES, LEDGER.resources],
  ["infra/permissions/store-permissions.ts", "STORE_PERMISSIONS", STORE_PERMISSIONS, LEDGER.permissions],
  ["review/kind-reviews.ts", "STORE_REVIEWS", STORE_REVIEWS, LEDGER.review],
  ["local/stack-kinds.ts", "STORE_STACKS", STORE_STACKS, LEDGER.stack],
  ["cli/kinds/store-tools.ts", "STORE_TOOLS", STORE_TOOLS, LEDGER.tool],
];

const project = testProject({
  config:
    'export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() }, store: { type: "ledger" } });',
});
beforeAll(() => {
  for (const [, , rows, row] of ROWS) Object.assign(rows, { ledger: row });
  for (const name of ["function.zip", "program.js"]) project.write(name, "");
});
afterAll(() => project.remove());

const CONFIG = {
  name: "fleet",
  region: "eu-west-1",
  groups: { sensors: { clientIds: ["{username}"] } },
  store: { type: "ledger" },
};

const stackOf = (config: object) => resolveConfig(config)[0] as NonNullable<ReturnType<typeof resolveConfig>[0]>;

describe("a kind of store that is added to the tables of CONTRIBUTING.md and nowhere else", () => {
  it("has its rules checked, for one stack and between two stages", () => {
    expect(() => resolveConfig({ ...CONFIG, region: "eu-west-2" })).toThrow(
      '`store` must be in a Region with ledgers, got: "eu-west-2". Choose another.',
    );
    expect(() => resolveConfig({ ...CONFIG, stages: { dev: {}, prod: {} } })).toThrow(
      "`stages.prod.store.book` must be a book of its own",
    );
    const oneOfEach = { dev: { store: { type: "bundled" } }, prod: {} };
    expect(resolveConfig({ ...CONFIG, stages: oneOfEach }).map(({ settings }) => settings.store.type)).toEqual([
      "bundled",
      "ledger",
    ]);
  });

  it("has its resources, output, read permission and part of the access map in the stack, and the stand-in reads its table", async () => {
    const loaded = await loadStack(stackOf({ ...CONFIG, monitoring: { metrics: true, alarms: {} } }), project.folder);
    const text = Testing.synth(
      new AuthStack(Testing.app(), {
        loaded,
        package: { file: join(project.folder, "function.zip"), zip: Buffer.alloc(0), sha256: "", codeDigest: "code" },
        defaultAuthorizerProgram: { file: join(project.folder, "program.js"), digest: "program" },
      }),
    );
    const { resource, output } = JSON.parse(text);
    expect(resource.terraform_data.ledger.input).toEqual({ book: "main" });
    expect(resource.aws_iam_role_policy.read_users.policy).toContain("ledger:Get");
    expect(resource.terraform_data.access_map.triggers_replace).toMatchObject({ ledger: "main" });
    expect(resource.terraform_data.access_map.triggers_replace).not.toHaveProperty("users");
    expect(resource.terraform_data.deployed_protection.input.table).toBe("main");
    expect(Object.keys(resource.aws_cloudwatch_metric_alarm)).toContain("store");
    expect(output.ledger.value).toBe("main");
    const standIn = contentOfKinds({ folder: "cdktf.out", stack: JSON.parse(text), accounts: undefined });
    expect(standIn).toEqual({ table: { name: "main", hashKey: "name" } });
    expect(placeOfUsers(loaded)).toBe("the ledger main");
    const synthesized = { stackName: "fleet", folder: process.cwd(), usersPlace: "the ledger main" };
    expect(describeSynthesis([synthesized])).toContain("fleet: users in the ledger main -> ");
  });

  it("has its types of resources in the review, and its own warnings", () => {
    expect(knownType("ledger_book")).toEqual(LEDGER.review.types?.ledger_book);
    const changed = reviewOf({ "ledger_book.main": [{ book: "old" }, { book: "main" }] });
    expect(warningsOf(changed)).toMatchObject({ "book-changed": "Users are in another book." });
    expect(warningsOf(reviewOf({}))).not.toHaveProperty("book-changed");
  });

  it("has its own handler entry packaged, which accepts its users and refuses others", async () => {
    cpSync(join(REPOSITORY, "lambda"), join(project.folder, "lambda"), { recursive: true });
    const user = JSON.stringify({ g: "sensors", s: [hashGeneratedSecret(secret)] });
    writeFileSync(
      join(project.folder, "lambda", "entries", "ledger.ts"),
      `import { createHandler } from "../handler";
       export const handler = createHandler(__dirname, ({ table }) => ({
         find: async (name) => (table === "main" && name === "meter-1" ? ${user} : undefined),
       }));`,
    );
    const { packageInput } = await loadStack(stackOf(CONFIG), project.folder);
    const { zip } = await packageFunction(project.folder, join(project.folder, "cache"), packageInput);
    const code = await unpackFunction(zip);
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const { handler } = require(join(code.directory, "index.js"));
    const password = Buffer.from(secret).toString("base64");
    const login = (username: string) =>
      handler({ protocolData: { mqtt: { username, password, clientId: username } } }, CONTEXT);
    expect([await login("meter-1"), await login("meter-2")]).toMatchObject([
      { isAuthenticated: true },
      { isAuthenticated: false },
    ]);
    log.mockRestore();
    await code.close();
  });

  it("has its permissions in the policies of Terraform, of users and of doctor", () => {
    const subject = (config: object, formerParts: Part[] = []) => ({
      stack: stackOf(config),
      accountId: "123456789012",
      formerAuthorizers: [],
      formerParts,
      formerTables: [],
    });
    const sids = (statements: readonly { readonly Sid: string }[]) =>
      statements.map(({ Sid }) => Sid).filter((sid) => sid.includes("Ledger"));
    expect(sids(deployerPolicy("deploy", subject(CONFIG)).Statement)).toEqual(["ReadLedger", "DeployLedger"]);
    const bundled = { ...CONFIG, store: {} };
    expect(sids(deployerPolicy("deploy", subject(bundled)).Statement)).toEqual([]);
    const former = deployerPolicy("plan", subject(bundled, ["ledger" as Part]));
    expect(sids(former.Statement)).toEqual(["ReadLedger"]);
    expect(sids(commandPolicy("users", subject(CONFIG)).Statement)).toEqual(["changeInLedger"]);
    expect(sids(commandPolicy("doctor", subject(CONFIG)).Statement)).toEqual(["LookAtLedger"]);
  });

  it("is opened by the users commands, which say when a change takes effect, and is checked by doctor", async () => {
    const cli = (args: string[], stdin?: string) =>
      runCli(args, { cwd: project.folder, ...(stdin === undefined ? {} : { stdin }) });
    const added = await cli(["users", "add", "meter-1", "--group", "sensors"]);
    expect([added.code, added.stderr]).toEqual([0, expect.stringContaining("It can log in now")]);
    expect((await cli(["users", "list", "--json"])).stdout).toContain('"meter-1"');
    const refused = await cli(["users", "add", "meter-2", "--group", "sensors", "--password-stdin"], "correct horse");
    expect(refused.stderr).toContain(
      "must be for a store that accepts passwords chosen by people, got: the ledger main",
    );
    const { checks } = JSON.parse((await cli(["doctor", "--json"])).stdout);
    expect(checks).toContainEqual({ check: "users", status: "ok", detail: "the ledger main is open" });
    project.write(
      "ledger.json",
      JSON.stringify({ users: [aUser({ secrets: [`$scrypt$ln=15,r=8,p=1$${"C".repeat(22)}$${"D".repeat(43)}`] })] }),
    );
    expect((await cli(["users", "list"])).stderr).toContain("warning: a refusal does not take as long");
  });
});

describe("CONTRIBUTING.md", () => {
  const text = readFileSync(join(REPOSITORY, "CONTRIBUTING.md"), "utf8");
  const [, section = ""] = /### A kind of store\n([\s\S]*?)\n##/.exec(text) ?? [];

  it("names the schema, the handler's folders and exactly the tables to which a kind of store adds a row", () => {
    const tables = [...section.matchAll(/^\| `([\w./-]+\.ts)`, `([A-Z_]+)` /gm)].map(([, file, table]) => [
      file,
      table,
    ]);
    expect(tables).toEqual(ROWS.map(([file, table]) => [file, table]));
    for (const other of ["config/schema/store-schema.ts", "lambda/stores/", "lambda/entries/"])
      expect(section).toContain(`\`${other}\``);
  });
});
