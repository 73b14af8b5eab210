import { UpdateAuthorizerCommand } from "@aws-sdk/client-iot";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { run } from "../../../infra/default-authorizer/run";
import { createApi } from "../../../infra/default-authorizer/step-client";
import { type DefaultAuthorizerInput, INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { createSweepApi } from "../../../infra/policy-sweep/sweep-client";
import { SWEEP_VARIABLE } from "../../../infra/policy-sweep/sweep-input";
import { dynamoDbStore } from "../../../lambda/stores/dynamodb";
import { type FakeTerraform, fakeTerraform, outputsJson } from "../../cli/helpers/fake-terraform";
import { aUser, type TestProject } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { describeWith } from "../../helpers/needs";
import { checkExchanges, type Judgement } from "./check-exchanges";
import type { Exchange } from "./exchange-recorder";
import { ACCOUNT, type ModelledAccount, REGION, startModelledAccount } from "./modelled-account";
import { DEVICES, registerDevices, registerUnknownDevice } from "./registered-devices";
import { foreignDefault, operationsInSources, stack } from "./sent-operations";

jest.setTimeout(120_000);

const secret = generateSecret();
const users = [aUser({ secrets: [hashGeneratedSecret(secret)] })];
const SIGNED = 'authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } } }';
/** Operations that moto answers with 500, so that only the request is compared. */
const MOTO_LACKS = ["logs:DescribeQueryDefinitions"];
const arn = (name: string) => `arn:aws:iot:${REGION}:${ACCOUNT}:authorizer/${name}`;

describeWith(
  ["moto_server", "botocore"],
  "Every request to AWS that the tool, the function and the default-authorizer program make",
  () => {
    let account: ModelledAccount;
    let judgements: Judgement[];
    let exchanges: readonly Exchange[];
    const before = { ...process.env };
    const lines: string[] = [];

    beforeAll(async () => {
      account = await startModelledAccount();
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: account.recorder.url,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        AWS_ACCESS_KEY_ID: "testing",
        AWS_SECRET_ACCESS_KEY: "testing",
        AWS_EC2_METADATA_DISABLED: "true",
      });
      const [plain, signed] = [account.project(stack("fleet"), users), account.project(stack("tokens", SIGNED), users)];
      await account.deploy(plain);
      await account.deploy(signed);
      await foreignDefault(account.iot);
      await useTheTool(plain, signed);
      await useTheProgram();
      await useTheSweep();
      await useTheDevices();
      await useTheTable();
      exchanges = [...account.recorder.exchanges, ...account.tablesRecorder.exchanges];
      judgements = await checkExchanges(exchanges);
    });
    afterAll(async () => {
      process.env = { ...before };
      await account?.close();
    });

    const tool = (project: TestProject, code: number, ...argv: string[]) => toolWith({}, project, code, ...argv);

    const toolWith = async (
      { stackName = "fleet", ...state }: Pick<FakeTerraform, "addresses"> & { readonly stackName?: string },
      project: TestProject,
      code: number,
      ...argv: string[]
    ) => {
      const outputs = { endpoint: "localhost:1", authorizer_name: "fleet", function_name: "fleet" };
      const terraform = fakeTerraform(project, stackName, { stdout: outputsJson(outputs), ...state });
      const env = { ...process.env, ...terraform, IOT_AUTH_PASSWORD: secret } as Record<string, string>;
      const done = await runCli(argv, { cwd: project.folder, env, now: new Date().toISOString() });
      if (done.code !== code) throw new Error(`${argv.join(" ")}: ${done.code}\n${done.stdout}${done.stderr}`);
      return done.stdout;
    };

    async function useTheTool(plain: TestProject, signed: TestProject): Promise<void> {
      await tool(plain, 1, "doctor", "--timeout", "1");
      await tool(signed, 1, "doctor", "--timeout", "1");
      await tool(account.project(stack("ghost", "authorizer: { setAsDefault: true }")), 1, "doctor", "--timeout", "1");
      // With an empty state, doctor looks for every resource of the stack in AWS.
      const emptyState = { addresses: [] };
      await toolWith(emptyState, account.project(stack("fleet", "endpoint: {}"), users), 1, "doctor", "--timeout", "1");
      // Doctor looks for saved queries only if no other name is taken.
      const monitored = account.project(stack("ghost", "monitoring: { savedQueries: true }"));
      await toolWith({ ...emptyState, stackName: "ghost" }, monitored, 1, "doctor", "--timeout", "1");
      await tool(plain, 0, "login", "--username", "meter-1");
      const http = ["--http-header", "User-Agent:x", "--http-query", "a=b", "--server-name", "iot.example.com"];
      await tool(plain, 0, "login", "--username", "meter-1", "--client-id", "meter-1", ...http);
      const issued = await tool(signed, 0, "token", "issue", "--user", "meter-1", "--expires", "1h", "--json");
      const { token, signature } = JSON.parse(issued) as { token: string; signature: string };
      await tool(signed, 0, "login", "--token", token, "--signature", signature, "--client-id", "meter-1");
      const role = `assumeRole: { roleArn: "arn:aws:iam::${ACCOUNT}:role/fleet", externalId: "fleet-deploys" }`;
      await tool(account.project(stack("fleet", role), users), 0, "login", "--username", "meter-1");
    }

    /** Runs the device commands: on a device that the configuration names, and on one provisioned just in time. */
    async function useTheDevices(): Promise<void> {
      const project = account.project(DEVICES);
      await registerDevices(account.iot, project);
      const listed = await tool(project, 0, "device", "list", "--json");
      expect(JSON.parse(listed)).toMatchObject([{ thing: "sensor-2" }, { thing: "sensor-3" }]);
      await tool(project, 0, "device", "show", "sensor-2");
      await tool(project, 1, "doctor", "--timeout", "1");
      await tool(project, 0, "device", "revoke", "sensor-2", "--detach", "--yes");
    }

    /** Runs the users commands with tables of moto and of the stand-in, and reads a user as the function does. */
    async function useTheTable(): Promise<void> {
      await account.makeTable("rows-users");
      const project = account.project(stack("rows", 'store: { type: "dynamodb" }'));
      project.write("fleet.csv", "name,group,note\nmeter-2,sensors,\nmeter-3,sensors,on the roof\n");
      const { AWS_REGION } = process.env;
      for (const endpoint of [account.recorder.url, account.tablesRecorder.url]) {
        Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: REGION });
        await tool(project, 0, "users", "add", "meter-1", "--group", "sensors", "--expires", "30d");
        await tool(project, 0, "users", "import", "fleet.csv");
        await tool(project, 2, "users", "import", "fleet.csv");
        await tool(project, 0, "users", "rotate", "meter-1", "--retire-after", "2w");
        await tool(project, 0, "users", "disable", "meter-2");
        await tool(project, 0, "users", "show", "meter-2");
        expect(JSON.parse(await tool(project, 0, "users", "list", "--json"))).toHaveLength(3);
        expect(await dynamoDbStore("rows-users").find("meter-1")).toMatchObject({ g: "sensors" });
        await tool(project, 0, "users", "remove", "meter-3", "--yes");
        await tool(project, 1, "doctor", "--timeout", "1");
      }
      process.env.AWS_REGION = AWS_REGION;
      if (AWS_REGION === undefined) delete process.env.AWS_REGION;
    }

    async function runTheProgram(command: string, variable: string, input: object): Promise<void> {
      const code = await run({
        arguments: [command],
        environment: { ...process.env, [variable]: JSON.stringify(input) },
        out: (line) => lines.push(line),
        err: (line) => lines.push(line),
        connect: createApi,
        connectSweep: createSweepApi,
        wait: async () => undefined,
      });
      if (code !== 0) throw new Error(lines.join("\n"));
    }

    /** Runs the sweep for the certificate and the thing type of a device that Terraform does not know. */
    async function useTheSweep(): Promise<void> {
      const [policyName, thingType] = ["fleet-sensors", "thermometer"];
      const policyArn = await registerUnknownDevice(account.iot, policyName, thingType);
      const input = { policyName, policyArn, region: REGION, onDestroy: "deactivate", thingTypes: [thingType] };
      await runTheProgram("sweep", SWEEP_VARIABLE, input);
    }

    /** Runs the default-authorizer program: take over, hand over, take back from the handover, release. */
    async function useTheProgram(): Promise<void> {
      const step = (command: string, input: Partial<DefaultAuthorizerInput>) =>
        runTheProgram(command, INPUT_VARIABLE, {
          authorizerArn: arn(input.authorizerName ?? ""),
          region: REGION,
          owner: "fleet",
          takeOver: true,
          ...input,
        });
      await step("set", { authorizerName: "tokens-signed" });
      await step("guard", { authorizerName: "tokens-signed" });
      await step("set", { authorizerName: "tokens-signed", assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/fleet` });
      await step("release", { authorizerName: "tokens-signed" });
      // The previous default is INACTIVE and cannot be restored, so the default is cleared.
      await step("set", { authorizerName: "fleet" });
      await account.iot.send(new UpdateAuthorizerCommand({ authorizerName: "theirs", status: "INACTIVE" }));
      await step("release", { authorizerName: "fleet" });
    }

    it("has an operation, members, types, values and places that AWS's model allows", () => {
      const answeredByMoto = ({ operation }: Judgement) => !MOTO_LACKS.includes(operation ?? "");
      const wrong = judgements
        .map((one) => ({
          ...one,
          problems: one.problems.filter((problem) => answeredByMoto(one) || !problem.startsWith("answer error 500 ")),
        }))
        .filter(({ problems }) => problems.length > 0);
      expect(wrong).toEqual([]);
      expect(judgements.length).toBeGreaterThan(50);
    });

    it("was recorded: these tests send every SDK command of the sources", () => {
      const recorded = new Set(judgements.map(({ operation }) => operation?.split(":")[1]));
      expect(operationsInSources().length).toBeGreaterThan(30);
      expect(operationsInSources().filter((name) => !recorded.has(name))).toEqual([]);
      expect(recorded).toContain("AssumeRole");
    });

    it("includes a hand-over, tags, public keys, a token, an external ID, and HTTP and TLS contexts", () => {
      const once = (operation: string) =>
        judgements.find((one) => one.operation === `iot:${operation}` && one.status === 200);
      expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/stands in for "tokens-signed"/)]));
      expect(once("CreateAuthorizer")?.members).toEqual(expect.arrayContaining(["tags", "tokenSigningPublicKeys"]));
      expect(judgements.flatMap(({ members = [] }) => members)).toEqual(
        expect.arrayContaining(["httpContext", "tlsContext", "tokenSignature", "ExternalId"]),
      );
    });

    describe("is reported as wrong", () => {
      const exchange = (target: RegExp, method: string) => {
        const found = exchanges.find((one) => one.method === method && target.test(one.target) && one.status === 200);
        if (!found) throw new Error(`nothing was recorded at ${target}`);
        return found;
      };
      const withBody = (one: Exchange, change: (members: Record<string, unknown>) => object): Exchange => {
        const members = JSON.parse(Buffer.from(one.body, "base64").toString());
        return { ...one, body: Buffer.from(JSON.stringify(change(members))).toString("base64") };
      };
      const problemsOf = async (one: Exchange) => (await checkExchanges([one]))[0]?.problems;
      const create = () => exchange(/^\/authorizer\/[^/]+$/, "POST");

      it.each<[string, (members: Record<string, unknown>) => object, string]>([
        [
          "a misnamed member",
          ({ status, ...rest }) => ({ ...rest, state: status }),
          "request state: CreateAuthorizerRequest has no such member",
        ],
        [
          "a missing member",
          ({ authorizerFunctionArn: _, ...rest }) => rest,
          'request Missing required parameter in input: "authorizerFunctionArn"',
        ],
        [
          "a wrong type",
          (members) => ({ ...members, signingDisabled: "no" }),
          "request Invalid type for parameter signingDisabled, value: no, type: <class 'str'>, valid types: <class 'bool'>",
        ],
        [
          "an unknown value",
          (members) => ({ ...members, status: "ON" }),
          "request status: 'ON' is none of ACTIVE, INACTIVE",
        ],
        [
          "a text that is too long",
          (members) => ({ ...members, tokenKeyName: "x".repeat(129) }),
          "request tokenKeyName: 129 is above 128",
        ],
        [
          "a text with a character that is not allowed",
          (members) => ({ ...members, tokenKeyName: "a b" }),
          "request tokenKeyName: 'a b' does not match [a-zA-Z0-9_-]+",
        ],
      ])("with %s", async (_, change, problem) => {
        expect(await problemsOf(withBody(create(), change))).toEqual([problem]);
      });

      it("with an unknown route, with a member in the query instead of the body, or without a signature", async () => {
        const one = create();
        expect(await problemsOf({ ...one, method: "PATCH" })).toEqual([
          expect.stringContaining("has no operation at PATCH"),
        ]);
        expect(await problemsOf({ ...one, target: `${one.target}?status=ACTIVE` })).toEqual([
          "request status: CreateAuthorizer has no such member in its querystring",
        ]);
        expect(await problemsOf({ ...one, headers: {} })).toEqual(["the request is not signed"]);
      });

      it("with a misnamed member in a form, or in a JSON protocol", async () => {
        const form =
          exchanges.find(({ body }) => Buffer.from(body, "base64").toString().startsWith("Action=AssumeRole")) ??
          create();
        const misnamed = Buffer.from(form.body, "base64").toString().replace("RoleArn=", "Role=");
        expect(await problemsOf({ ...form, body: Buffer.from(misnamed).toString("base64") })).toEqual([
          "request Role: AssumeRole has no such member",
          'request Missing required parameter in input: "RoleArn"',
        ]);
        const metrics = exchanges.find(({ headers }) => headers["x-amz-target"]?.endsWith("GetMetricData")) ?? create();
        expect(
          await problemsOf(withBody(metrics, ({ StartTime, ...rest }) => ({ ...rest, Start: StartTime }))),
        ).toEqual([
          "request Start: GetMetricDataInput has no such member",
          'request Missing required parameter in input: "StartTime"',
        ]);
      });

      it("with an answer of the stand-in that the model does not allow", async () => {
        const one = exchange(/^\/authorizer\/[^/]+$/, "GET");
        const answer = JSON.parse(Buffer.from(one.answerBody, "base64").toString());
        const said = (changed: object) => ({
          ...one,
          answerBody: Buffer.from(JSON.stringify(changed)).toString("base64"),
        });
        expect(await problemsOf(said({ authorizer: answer.authorizerDescription }))).toEqual([
          "answer authorizer: DescribeAuthorizerResponse has no such member",
        ]);
        answer.authorizerDescription.creationDate = "today";
        expect((await problemsOf(said(answer)))?.[0]).toMatch(/^answer cannot be read: Invalid timestamp "today"/);
        const error = { ...one, status: 404, answerHeaders: { "x-amzn-errortype": "NotThereException" } };
        expect((await problemsOf(error))?.[0]).toMatch(/^answer error NotThereException is none of /);
      });
    });
  },
);
