import { rename } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import { type Deployer, STACK, startDeployer } from "./helpers/iam/deployer";
import { newUsage } from "./helpers/iam/gate";
import { ACCOUNT } from "./helpers/iam/requirement";
import { REGION } from "./helpers/sandbox";
import { sideBySide } from "./helpers/side-by-side";

jest.setTimeout(300_000);

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:on-call`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/function-boundary`;
const MONITORING = `monitoring: { metrics: true, alarms: { topicArn: "${TOPIC}" }, dashboard: true, savedQueries: true }`;
const ENDPOINT = `endpoint: { domain: "mqtt.example.com", certificateArn: "arn:aws:acm:${REGION}:${ACCOUNT}:certificate/1" }`;

/** Returns a stack's settings. */
const stack = (...settings: string[]): string =>
  [`name: "${STACK}", region: "${REGION}", accountId: "${ACCOUNT}", groups: { devices: device() }`, ...settings].join(
    ", ",
  );

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "The policies that iam-policy prints", () => {
  const usage = newUsage();
  /** One deployer for each chain of tests. */
  let deployers: readonly Deployer[] = [];

  beforeAll(async () => {
    deployers = await Promise.all(Array.from({ length: 4 }, () => startDeployer(stack(), usage)));
  });
  afterAll(() => Promise.all(deployers.map(({ account }) => account.close())));

  /** Returns a test that runs in the account of a chain. */
  const of = (chain: number, test: (deployer: Deployer) => Promise<void>) => () => test(deployers[chain] as Deployer);

  sideBySide(
    {
      "do not allow an apply with the policy for a plan": of(0, async ({ account, checkout, folder, guard }) => {
        await checkout.synth();
        await guard("plan");

        const { code, output } = await account.terraform.apply(folder);

        expect(code).toBe(1);
        expect(output).toContain("not authorized to perform: ");
        expect(account.gate.refused.splice(0).map(({ action }) => action)).toEqual(
          expect.arrayContaining(["logs:CreateLogGroup", "iam:CreateRole"]),
        );
      }),
      "suffice to deploy, to tag, and to reserve concurrency": of(0, async ({ deploys }) => {
        await deploys(stack());
        await deploys(stack('tags: { team: "stores" }', "function: { reservedConcurrentExecutions: 5 }"));
        await deploys(stack('tags: { owner: "stores" }', "function: { memorySize: 512 }"));
      }),
      "suffice for a plan without changes": of(0, ({ plansNoChange }) => plansNoChange()),
      "suffice to undo changes made outside Terraform": of(0, async ({ aws, deploys }) => {
        const role = `${STACK}-${REGION}`;
        const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;
        await aws("iam", "update-role-description", "--role-name", role, "--description", "mine");
        await aws("iam", "update-assume-role-policy", "--role-name", role, "--policy-document", trust);
        await aws("iam", "delete-role-policy", "--role-name", role, "--policy-name", "write-decision-log");
        await aws("logs", "delete-retention-policy", "--log-group-name", `/aws/lambda/${STACK}`);
        await deploys(stack());
      }),
      "do not allow removing the role's permissions boundary": of(
        0,
        async ({ account, checkout, folder, guard, deploy, deploys }) => {
          await deploys(stack(`function: { permissionsBoundaryArn: "${BOUNDARY}" }`));

          const { code } = await deploy(stack(`function: { permissionsBoundaryArn: "${BOUNDARY}-2" }`));
          expect(code).toBe(0);
          await guard("deploy");
          await checkout.configure(stack());
          await checkout.synth();
          expect((await account.terraform.apply(folder)).code).toBe(1);
          expect(account.gate.refused.splice(0).map(({ action }) => action)).toEqual([
            "iam:DeleteRolePermissionsBoundary",
          ]);
        },
      ),
      "suffice for doctor and login": of(0, async ({ account, checkout, guard, iotAuth }) => {
        await guard("doctor");
        expect(JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout)).toMatchObject({
          stack: STACK,
        });
        // Without a state, doctor asks AWS for each resource.
        const state = join(checkout.folder, `terraform.${STACK}.tfstate`);
        await rename(state, `${state}.aside`);
        const { checks } = JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout);
        await rename(`${state}.aside`, state);
        const detail = expect.stringMatching(
          /^in AWS, but not in Terraform's state: log group .*, role .*, function .*, authorizer .*, permission /,
        );
        expect(checks).toContainEqual(expect.objectContaining({ check: "leftovers", status: "failed", detail }));

        await guard("login");
        expect((await iotAuth("login", "--username", "nobody", "--password-stdin")).code).toBe(1);
        expect(account.gate.refused).toEqual([]);
      }),
    },
    {
      "suffice to set the default authorizer, to rename it and to give it up": of(1, async ({ account, deploys }) => {
        await deploys(stack());
        await deploys(stack("authorizer: { setAsDefault: true }"));
        await deploys(stack('authorizer: { setAsDefault: true, name: "things" }'), "--formerly", STACK);
        await deploys(stack('authorizer: { setAsDefault: false, name: "things" }'), "--also", "default-authorizer");
        expect(account.defaultAuthorizer()).toBeUndefined();
      }),
      "suffice to take over another owner's default authorizer, and to restore it": of(
        1,
        async ({ account, folder, guard, deploys, aws }) => {
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

          await guard("deploy");
          const { code, output } = await account.terraform.destroy(folder);
          expect(code === 0 ? "" : output).toBe("");
          expect(account.gate.refused).toEqual([]);
          expect(account.defaultAuthorizer()).toBe("theirs");
        },
      ),
    },
    {
      "suffice for an endpoint and monitoring, with tags, and to remove both": of(
        2,
        async ({ deploys, plansNoChange }) => {
          await deploys(stack(ENDPOINT, MONITORING));
          await deploys(stack(ENDPOINT, MONITORING, 'tags: { team: "stores" }'));
          await deploys(
            stack(ENDPOINT.replace(" }", ', status: "DISABLED" }'), MONITORING, 'tags: { owner: "stores" }'),
          );
          await plansNoChange();
          await deploys(stack(), "--also", "monitoring", "endpoint");
        },
      ),
    },
    {
      "suffice for a users table, for the commands that change its users, and to remove the table": of(
        3,
        async ({ account, deploys, guard, iotAuth, plansNoChange }) => {
          const table = 'store: { type: "dynamodb" }';
          await deploys(stack());
          await deploys(stack(table));
          await deploys(stack('store: { type: "dynamodb", pointInTimeRecovery: false }', 'tags: { team: "stores" }'));
          await deploys(stack('store: { type: "dynamodb", deletionProtection: true }', 'tags: { owner: "stores" }'));
          await deploys(stack(table));
          await plansNoChange();

          const works = async (task: string, ...args: string[]) => {
            await guard(task);
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
          await guard("doctor");
          const { checks } = JSON.parse((await iotAuth("doctor", "--json", "--timeout", "1")).stdout);
          expect(checks).toContainEqual({ check: "users", status: "ok", detail: "the table fleet-users is active" });
          expect(account.gate.refused).toEqual([]);
          await deploys(stack(), "--also", "users-table");
        },
      ),
    },
  );

  it("allow no action and no resource that no call needs", () => {
    expect(usage.granted.size).toBeGreaterThan(100);
    expect(deployers[0]?.account.gate.unused()).toEqual([]);
  });
});
