import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataResource, Testing } from "cdktf";
import { z } from "zod";
import { LOGIN_TOOLS, type LoginTool } from "../cli/kinds/login-tools";
import { LOGIN_KINDS, type LoginKind } from "../config/login-kinds";
import { resolveConfig } from "../config/stages/resolve-config";
import { STORE_KINDS } from "../config/store-kinds";
import { LOGIN_SOURCES, type LoginSource } from "../identity/login-sources";
import { LOGIN_RESOURCES, type LoginResources } from "../infra/login-resources";
import { commandPolicy } from "../infra/permissions/command-policy";
import { deployerPolicy } from "../infra/permissions/deployer-policy";
import { LOGIN_PERMISSIONS, type LoginPermissions } from "../infra/permissions/login-permissions";
import { allow } from "../infra/permissions/policy-document";
import type { Part } from "../infra/permissions/policy-subject";
import { AuthStack } from "../infra/stack";
import { loadStack } from "../infra/synthesis/load-stack";
import { systemClock } from "../local/clock";
import { connectionPolicy } from "../local/login/decisions/logged-policy";
import { httpsLogin } from "../local/login/https-login";
import { LoginRefusal } from "../local/login/login-request";
import { mqttLogin } from "../local/login/mqtt-login";
import { parsePolicy } from "../local/policy";
import { contentOfKinds, LOGIN_STACKS, type LoginStack, STORE_STACKS } from "../local/stack-kinds";
import { type KindReview, LOGIN_REVIEWS } from "../review/kind-reviews";
import { knownType } from "../review/types/known-types";
import { aUser, testProject } from "./cli/helpers/project";
import { runCli } from "./cli/helpers/run-cli";
import { reviewOf, warningsOf } from "./review/a-plan";

// Adds the settings of the kind below to the schema.
jest.mock("../config/schema/config-schema", () => {
  const actual = jest.requireActual("../config/schema/config-schema");
  const badges = z.strictObject({ file: z.string(), reader: z.string().default("front-door") }).optional();
  return { ...actual, stackSchema: actual.stackSchema.extend({ badges }) };
});

interface Badges {
  readonly file: string;
  readonly reader: string;
}

const badgesOf = (settings: object): Badges | undefined => (settings as { readonly badges?: Badges }).badges;

/**
 * A kind of login that only this test has: with a badge. Each of its parts is a row of a table that CONTRIBUTING.md
 * names.
 */
const BADGE: {
  readonly kind: LoginKind;
  readonly source: LoginSource;
  readonly resources: LoginResources;
  readonly permissions: LoginPermissions;
  readonly review: KindReview;
  readonly stack: LoginStack;
  readonly tool: LoginTool;
} = {
  kind: {
    setting: "badges",
    isOn: (settings) => badgesOf(settings) !== undefined,
    problems: ({ badges, region }) =>
      badges !== undefined && region === "eu-west-2"
        ? [{ path: "badges", must: "be for a Region with readers", got: region, remedy: "Choose another." }]
        : [],
    conflicts: (stack, earlier) =>
      badgesOf(stack.settings)?.reader === badgesOf(earlier.settings)?.reader
        ? [{ path: `stages.${stack.stage}.badges.reader`, must: "be a reader of its own", remedy: "Name another." }]
        : [],
  },
  source: {
    async load(settings, configFolder) {
      const file = readFileSync(join(configFolder, badgesOf(settings)?.file ?? ""), "utf8");
      const problem = { path: "badges.file", must: "hold badges", got: file, remedy: "Write some into it." };
      return {
        settings: { ...settings, badges: { ...badgesOf(settings), file } } as typeof settings,
        problems: file === "" ? [problem] : [],
      };
    },
    userProblems: (users) =>
      users.some(({ name }) => name === "badge")
        ? [{ path: "users", must: "not be called badge", got: "badge", remedy: "Rename it." }]
        : [],
    access: ({ settings }) => ({ metricsNamespace: badgesOf(settings)?.file ?? "" }),
  },
  resources: {
    make({ stack, loaded, authorizer, host, output }) {
      new DataResource(stack, "badges", { input: { ...badgesOf(loaded.settings) } }).overrideLogicalId("badges");
      output("badge_reader", `${host} ${authorizer.name}`, "Where badges are read");
    },
    accessMap: ({ settings }) => ({ badges: badgesOf(settings)?.file }),
  },
  permissions: {
    deploy: {
      part: "badges" as Part,
      permissions: () => ({
        read: [allow("ReadBadges", ["badge:Get"], ["*"])],
        write: [allow("DeployBadges", ["badge:Put"], ["*"])],
      }),
    },
    look: () => [allow("LookAtBadges", ["badge:Get"], ["*"])],
  },
  review: {
    types: { badge_reader: { computed: [], defaults: {}, settings: { door: "code reader-moved" } } },
    warnings: (plan) =>
      plan.resource_changes.some(({ address }) => address === "badge_reader.main")
        ? [{ code: "reader-moved", sentence: ["Badges are read elsewhere."], widens: true }]
        : [],
  },
  stack: {
    read({ stack }) {
      const { badges } = (stack.resource as { readonly terraform_data: { readonly badges?: object } }).terraform_data;
      const none = { policies: [], templates: [], authorities: [], certificates: [], thingTypes: [], thingGroups: [] };
      const reader = { name: "front-door", attributes: {}, groups: [], certificates: [] };
      return badges === undefined ? {} : { devices: { ...none, things: [reader] } };
    },
    login: {
      isFor: ({ request: { mqtt, http } }) => mqtt?.username === "badge" || http?.headers.badge !== undefined,
      async decide({ request: { mqtt, http }, context, listener }) {
        const badge = mqtt?.password?.toString() ?? http?.headers.badge;
        if (badge !== "0001") throw new LoginRefusal(`there is no badge ${badge}`);
        return { principalId: "badge1", policyOf: () => connectionPolicy(parsePolicy([]), context, listener) };
      },
    },
  },
  tool: {
    checks: async () => [
      { name: "badges", actions: ["badge:Get"], run: async () => ({ status: "ok", detail: "every badge is read" }) },
    ],
    withoutSecret: true,
  },
};

/** The tables by file and name, with the row that the kind above adds to each. */
const ROWS: ReadonlyArray<readonly [file: string, table: string, rows: object, row: object]> = [
  ["config/login-kinds.ts", "LOGIN_KINDS", LOGIN_KINDS, BADGE.kind],
  ["identity/login-sources.ts", "LOGIN_SOURCES", LOGIN_SOURCES, BADGE.source],
  ["infra/login-resources.ts", "LOGIN_RESOURCES", LOGIN_RESOURCES, BADGE.resources],
  ["infra/permissions/login-permissions.ts", "LOGIN_PERMISSIONS", LOGIN_PERMISSIONS, BADGE.permissions],
  ["review/kind-reviews.ts", "LOGIN_REVIEWS", LOGIN_REVIEWS, BADGE.review],
  ["local/stack-kinds.ts", "LOGIN_STACKS", LOGIN_STACKS, BADGE.stack],
  ["cli/kinds/login-tools.ts", "LOGIN_TOOLS", LOGIN_TOOLS, BADGE.tool],
];

const project = testProject({
  config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() }, badges: { file: "badges.txt" } });`,
});
beforeAll(() => {
  for (const [, , rows, row] of ROWS) Object.assign(rows, { badge: row });
  project.write("badges.txt", "0001");
  project.write("empty.txt", "");
  for (const name of ["function.zip", "program.js"]) project.write(name, "");
});
afterAll(() => project.remove());

const CONFIG = { name: "fleet", region: "eu-west-1", groups: { sensors: { clientIds: ["{username}"] } } };
const WITH_BADGES = { ...CONFIG, badges: { file: "badges.txt" } };

const stackOf = (config: object) => resolveConfig(config)[0] as NonNullable<ReturnType<typeof resolveConfig>[0]>;

async function synthesized(config: object) {
  const text = Testing.synth(
    new AuthStack(Testing.app(), {
      loaded: await loadStack(stackOf(config), project.folder),
      package: { file: join(project.folder, "function.zip"), zip: Buffer.alloc(0), sha256: "", codeDigest: "code" },
      defaultAuthorizerProgram: { file: join(project.folder, "program.js"), digest: "program" },
    }),
  );
  return JSON.parse(text);
}

describe("a kind of login that is added to the tables of CONTRIBUTING.md and nowhere else", () => {
  it("has its rules checked, for one stack and between two stages", () => {
    expect(() => resolveConfig({ ...WITH_BADGES, region: "eu-west-2" })).toThrow(
      '`badges` must be for a Region with readers, got: "eu-west-2". Choose another.',
    );
    expect(() => resolveConfig({ ...CONFIG, region: "eu-west-2" })).not.toThrow();
    expect(() => resolveConfig({ ...WITH_BADGES, stages: { dev: {}, prod: {} } })).toThrow(
      "`stages.prod.badges.reader` must be a reader of its own",
    );
  });

  it("has its files read, its settings for the handler packaged, and users checked by its rules", async () => {
    const { settings, packageInput } = await loadStack(stackOf(WITH_BADGES), project.folder);
    expect(badgesOf(settings)).toEqual({ file: "0001", reader: "front-door" });
    expect(packageInput.access.metricsNamespace).toBe("0001");
    const empty = stackOf({ ...CONFIG, badges: { file: "empty.txt" } });
    await expect(loadStack(empty, project.folder)).rejects.toThrow("`badges.file` must hold badges");
    await expect(loadStack(stackOf(WITH_BADGES), project.folder, [aUser({ name: "badge" })])).rejects.toThrow(
      "`users` must not be called badge",
    );
    const plain = await loadStack(stackOf(CONFIG), project.folder, [aUser({ name: "badge" })]);
    expect(plain.packageInput.access.metricsNamespace).toBeUndefined();
  });

  it("has its resources, its outputs and its part of the access map in the stack", async () => {
    const { resource, output } = await synthesized(WITH_BADGES);
    expect(resource.terraform_data.badges.input.file).toBe("0001");
    expect(resource.terraform_data.access_map.triggers_replace.badges).toBe("0001");
    expect(output.badge_reader.value).toBe(`$\{data.aws_iot_endpoint.data.endpoint_address} fleet`);
    const plain = await synthesized(CONFIG);
    expect(JSON.stringify(plain)).not.toContain("badge");
  });

  it("has its permissions in the policies of Terraform and doctor", () => {
    const subject = (config: object, formerParts: Part[] = []) => ({
      stack: stackOf(config),
      accountId: "123456789012",
      formerAuthorizers: [],
      formerParts,
      formerTables: [],
    });
    const sids = (statements: readonly { readonly Sid: string }[]) =>
      statements.map(({ Sid }) => Sid).filter((sid) => sid.includes("Badges"));
    expect(sids(deployerPolicy("plan", subject(WITH_BADGES)).Statement)).toEqual(["ReadBadges"]);
    expect(sids(deployerPolicy("deploy", subject(WITH_BADGES)).Statement)).toEqual(["ReadBadges", "DeployBadges"]);
    expect(sids(deployerPolicy("deploy", subject(CONFIG)).Statement)).toEqual([]);
    const former = subject(CONFIG, ["badges" as Part]);
    expect(sids(deployerPolicy("deploy", former).Statement)).toEqual(["ReadBadges", "DeployBadges"]);
    expect(sids(commandPolicy("doctor", subject(WITH_BADGES)).Statement)).toEqual(["LookAtBadges"]);
    expect(sids(commandPolicy("doctor", subject(CONFIG)).Statement)).toEqual([]);
  });

  it("has its types of resources in the review, and its own warnings", () => {
    expect(knownType("badge_reader")).toEqual(BADGE.review.types?.badge_reader);
    const moved = reviewOf({ "badge_reader.main": [{ door: "back" }, { door: "front" }] });
    expect(warningsOf(moved)).toMatchObject({ "reader-moved": "Badges are read elsewhere." });
    expect(moved.access).toBe("widens");
    expect(warningsOf(reviewOf({}))).not.toHaveProperty("reader-moved");
  });

  it("has its devices in the stand-in", async () => {
    const read = async (config: object) =>
      contentOfKinds({ folder: "cdktf.out", stack: await synthesized(config), accounts: undefined });
    expect((await read(WITH_BADGES)).devices?.things?.map(({ name }) => name)).toEqual(["front-door"]);
    expect(await read(CONFIG)).toEqual({});
  });

  it("decides logins to the stand-in over MQTT and HTTPS, and the live log has its reason for a refusal", async () => {
    const refusals: string[] = [];
    const log = { of: () => undefined, login: (...told: unknown[]) => refusals.push(String(told[3])) };
    const options = { log, clock: systemClock, awsAccount: { partition: "aws", region: "eu-west-1", accountId: "1" } };
    const mqtt = (badge: string) =>
      mqttLogin(options as never)({
        ...{ clientId: "door", clientIdSent: true, username: "badge", password: Buffer.from(badge) },
        ...{ meta: { id: "1", transport: "mqtt", context: { gone: new AbortController().signal } } },
      } as never);
    const https = (badge: string) =>
      httpsLogin(options as never)({ http: { headers: { badge } }, socket: {} } as never);
    expect(await mqtt("0001")).toMatchObject({ ok: true, principalId: "badge1" });
    expect(await https("0001")).toHaveProperty("publish");
    expect(refusals).toEqual([]);
    expect(await mqtt("0002")).toEqual({ ok: false, reason: "not-authorized" });
    expect(await https("0003")).toBeUndefined();
    expect(refusals).toEqual(["there is no badge 0002", "there is no badge 0003"]);
  });

  it("and every other kind of login and of store have a row in the stand-in's tables", () => {
    expect(Object.keys(LOGIN_STACKS).sort()).toEqual(Object.keys(LOGIN_KINDS).sort());
    expect(Object.keys(STORE_STACKS).sort()).toEqual(Object.keys(STORE_KINDS).sort());
  });

  it("is checked by doctor, and allows users without a secret to be added", async () => {
    const cli = (...args: string[]) => runCli(args, { cwd: project.folder });
    const { checks } = JSON.parse((await cli("doctor", "--json")).stdout);
    expect(checks).toContainEqual({ check: "badges", status: "ok", detail: "every badge is read" });
    expect((await cli("users", "add", "meter-9", "--group", "sensors", "--token-only")).code).toBe(0);
  });
});

describe("CONTRIBUTING.md", () => {
  const text = readFileSync(join(__dirname, "..", "CONTRIBUTING.md"), "utf8");
  const [, section = ""] = /### A kind of login\n([\s\S]*?)\n##/.exec(text) ?? [];

  it("names the schema and exactly the tables to which a kind of login adds a row", () => {
    const tables = [...section.matchAll(/^\| `([\w./-]+\.ts)`, `([A-Z_]+)` /gm)].map(([, file, table]) => [
      file,
      table,
    ]);
    expect(tables).toEqual(ROWS.map(([file, table]) => [file, table]));
    expect(section).toContain("`config/schema/config-schema.ts`");
  });
});
