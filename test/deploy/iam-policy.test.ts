import { rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { IamPolicy } from "../../infra/permissions/policy-document";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { type GuardedAccount, startGuardedAccount } from "./helpers/iam/guarded-account";
import { ACCOUNT } from "./helpers/iam/requirement";
import { REGION } from "./helpers/sandbox";

jest.setTimeout(300_000);

const CLI = resolve(__dirname, "../../cli/bin.mjs");
const STACK = "fleet";
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:on-call`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/function-boundary`;
const MONITORING = `monitoring: { metrics: true, alarms: { topicArn: "${TOPIC}" }, dashboard: true, savedQueries: true }`;
const ENDPOINT = `endpoint: { domain: "mqtt.example.com", certificateArn: "arn:aws:acm:${REGION}:${ACCOUNT}:certificate/1" }`;

/** A stack's settings. */
const stack = (...settings: string[]): string =>
  [`name: "${STACK}", region: "${REGION}", accountId: "${ACCOUNT}", groups: { devices: device() }`, ...settings].join(
    ", ",
  );

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "The policies that iam-policy prints", () => {
  let account: GuardedAccount;
  let checkout: Checkout;
  let folder: string;

  beforeAll(async () => {
    account = await startGuardedAccount();
    checkout = await account.checkout(stack());
    folder = checkout.stackFolder(STACK);
  });
  beforeEach(() => {
    account.gate.refused.splice(0);
  });
  afterAll(() => account?.close());

  /** What is printed for a task. */
  const policy = async (...args: string[]): Promise<IamPolicy> => {
    const { code, stdout, output } = await run(process.execPath, [CLI, "iam-policy", ...args], {
      cwd: checkout.folder,
    });
    if (code !== 0) throw new Error(output);
    return JSON.parse(stdout) as IamPolicy;
  };
  const iotAuth = (...args: string[]) =>
    run(process.execPath, [CLI, ...args], {
      cwd: checkout.folder,
      env: { ...account.terraform.env, PATH: process.env.PATH },
      input: "a wrong password",
    });
  /** Deploys settings with the policy printed for them. */
  const deploy = async (settings: string, ...args: string[]) => {
    await checkout.configure(settings);
    await checkout.synth();
    account.gate.guard({ task: "deploy", caller: await policy("deploy", ...args) });
    return account.terraform.apply(folder);
  };
  const deploys = async (settings: string, ...args: string[]) => {
    const { code, output } = await deploy(settings, ...args);
    expect(account.gate.refused).toEqual([]);
    expect(code === 0 ? "" : output).toBe("");
  };
  const aws = async (...args: string[]) => {
    const { code, output } = await run("aws", args, { env: account.ownerEnv });
    if (code !== 0) throw new Error(output);
  };

  it("let nothing be deployed with the policy for a plan", async () => {
    await checkout.synth();
    account.gate.guard({ task: "plan", caller: await policy("plan") });

    const { code, output } = await account.terraform.apply(folder);

    expect(code).toBe(1);
    expect(output).toContain("not authorized to perform: ");
    expect(account.gate.refused.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["logs:CreateLogGroup", "iam:CreateRole"]),
    );
  });

  it("suffice to deploy, to tag, and to set concurrency aside", async () => {
    await deploys(stack());
    await deploys(stack('tags: { team: "stores" }', "function: { reservedConcurrentExecutions: 5 }"));
    await deploys(stack('tags: { owner: "stores" }', "function: { memorySize: 512 }"));
  });

  it("suffice for a plan that sees everything and changes nothing", async () => {
    account.gate.guard({ task: "plan", caller: await policy("plan") });

    expect((await account.terraform.plan(folder)).output).toContain("No changes");
    expect(account.gate.refused).toEqual([]);
  });

  it("suffice to put right what somebody changed", async () => {
    const role = `${STACK}-${REGION}`;
    const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;
    await aws("iam", "update-role-description", "--role-name", role, "--description", "mine");
    await aws("iam", "update-assume-role-policy", "--role-name", role, "--policy-document", trust);
    await aws("iam", "delete-role-policy", "--role-name", role, "--policy-name", "write-decision-log");
    await aws("logs", "delete-retention-policy", "--log-group-name", `/aws/lambda/${STACK}`);
    await deploys(stack());
  });

  it("suffice to make the default authorizer, and to rename it", async () => {
    await deploys(stack("authorizer: { setAsDefault: true }"));
    await deploys(stack('authorizer: { setAsDefault: true, name: "things" }'), "--formerly", STACK);
    await deploys(stack('authorizer: { setAsDefault: false, name: "things" }'), "--also", "default-authorizer");
    expect(account.defaultAuthorizer()).toBeUndefined();
  });

  it("suffice to take somebody else's default over, and to give it back", async () => {
    await aws(
      ...["iot", "create-authorizer", "--authorizer-name", "theirs", "--signing-disabled", "--status", "ACTIVE"],
      ...["--authorizer-function-arn", `arn:aws:lambda:${REGION}:${ACCOUNT}:function:theirs`],
    );
    await aws("iot", "set-default-authorizer", "--authorizer-name", "theirs");
    const named = 'name: "things"';

    await deploys(stack(`authorizer: { setAsDefault: true, takeOver: true, ${named} }`));
    expect(account.defaultAuthorizer()).toBe("things");
    await deploys(
      stack(`authorizer: { takeOver: true, setAsDefault: true, name: "${STACK}" }`),
      "--formerly",
      "things",
    );
    expect(account.defaultAuthorizer()).toBe(STACK);

    account.gate.guard({ task: "deploy", caller: await policy("deploy") });
    const { code, output } = await account.terraform.destroy(folder);
    expect(code === 0 ? "" : output).toBe("");
    expect(account.gate.refused).toEqual([]);
    expect(account.defaultAuthorizer()).toBe("theirs");
  });

  it("suffice for an endpoint and monitoring, with tags, and to take both away", async () => {
    await deploys(stack(ENDPOINT, MONITORING));
    await deploys(stack(ENDPOINT, MONITORING, 'tags: { team: "stores" }'));
    await deploys(stack(ENDPOINT.replace(" }", ', status: "DISABLED" }'), MONITORING, 'tags: { owner: "stores" }'));
    account.gate.guard({ task: "plan", caller: await policy("plan") });
    expect((await account.terraform.plan(folder)).output).toContain("No changes");
    await deploys(stack(), "--also", "monitoring", "endpoint");
  });

  it("suffice for a users table, to change its users, and to take it away", async () => {
    const table = 'store: { type: "dynamodb" }';
    await deploys(stack(table));
    await deploys(stack('store: { type: "dynamodb", pointInTimeRecovery: false }', 'tags: { team: "stores" }'));
    await deploys(stack('store: { type: "dynamodb", deletionProtection: true }', 'tags: { owner: "stores" }'));
    await deploys(stack(table));
    account.gate.guard({ task: "plan", caller: await policy("plan") });
    expect((await account.terraform.plan(folder)).output).toContain("No changes");

    const works = async (task: string, ...args: string[]) => {
      account.gate.guard({ task, caller: await policy(task) });
      const { code, output } = await iotAuth(...args);
      expect([args, code === 0 ? "" : output]).toEqual([args, ""]);
    };
    await works("users", "users", "add", "meter-1", "--group", "devices");
    await works("users", "users", "rotate", "meter-1");
    await works("users", "users", "update", "meter-1", "--note", "hall 2");
    await works("users-view", "users", "list");
    await works("users-view", "users", "show", "meter-1");
    await works("users-view", "users", "export", "--users-file", "moved.json");
    await works("explain", "explain", "--username", "meter-1");
    await works("users", "users", "remove", "meter-1", "--yes");
    await works("users", "users", "import", "moved.json");
    await works("users", "users", "import", "moved.json", "--update");
    await works("users", "users", "list");
    await works("users-view", "users", "move", "--to-file", "moved-too.json");
    await works("users", "users", "remove", "--from", "moved-too.json", "--yes");
    await works("users", "users", "move", "--from-file", "moved-too.json");
    account.gate.guard({ task: "doctor", caller: await policy("doctor") });
    const { checks } = JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout);
    expect(checks).toContainEqual({ check: "users", status: "ok", detail: "the table fleet-users is active" });
    expect(account.gate.refused).toEqual([]);
    await deploys(stack(), "--also", "users-table");
  });

  it("let a role be made and written only inside its boundary", async () => {
    await deploys(stack(`function: { permissionsBoundaryArn: "${BOUNDARY}" }`));

    const { code } = await deploy(stack(`function: { permissionsBoundaryArn: "${BOUNDARY}-2" }`));
    expect(code).toBe(0);
    account.gate.guard({ task: "deploy", caller: await policy("deploy") });
    await checkout.configure(stack());
    await checkout.synth();
    expect((await account.terraform.apply(folder)).code).toBe(1);
    expect(account.gate.refused.splice(0).map(({ action }) => action)).toEqual(["iam:DeleteRolePermissionsBoundary"]);
  });

  it("suffice for doctor and login", async () => {
    account.gate.guard({ task: "doctor", caller: await policy("doctor") });
    expect(JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout)).toMatchObject({ stack: STACK });
    // It asks AWS for what the state lacks.
    const state = join(checkout.folder, `terraform.${STACK}.tfstate`);
    await rename(state, `${state}.aside`);
    const { checks } = JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout);
    await rename(`${state}.aside`, state);
    const detail = expect.stringMatching(
      /^in AWS, but not in Terraform's state: log group .*, role .*, function .*, authorizer .*, permission /,
    );
    expect(checks).toContainEqual(expect.objectContaining({ check: "leftovers", status: "failed", detail }));

    account.gate.guard({ task: "login", caller: await policy("login") });
    expect((await iotAuth("login", "--username", "nobody", "--password-stdin")).code).toBe(1);
    expect(account.gate.refused).toEqual([]);
  });

  it("allow no action and name no resource that nothing needs", () => {
    expect(account.gate.unused()).toEqual([]);
  });
});
