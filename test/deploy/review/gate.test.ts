import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describeWith } from "../../helpers/needs";
import { type ReviewStack, startReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { recordedForm } from "../helpers/scrub-plan";
import { testUser } from "../helpers/users";
import { testRows } from "./test-plan-rows";

/** Returns an expression with a value that Terraform knows only after the apply. */
const late = (value: string) => `\${timestamp() != "" ? ${JSON.stringify(value)} : ""}`;

jest.setTimeout(240_000);

const STACK = "cloudprnt";
/** Returns the settings of the stack in the recorded plans, with an endpoint and monitoring. */
const settings = (more = "", takeOver = "") =>
  `name: "${STACK}", region: "${REGION}", authorizer: { setAsDefault: true, ${takeOver} }, groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() }, endpoint: {}, monitoring: { metrics: true, alarms: { topicArn: "arn:aws:sns:${REGION}:123456789012:on-call" }, dashboard: true }, ${more}`;
const RECORDED = join(__dirname, "..", "..", "review", "plans");
/** Whether the plans are recorded again, after a change of the stack, Terraform or the provider. */
const RECORD = process.env.RECORD_PLANS === "1";

describeWith(["terraform", "provider-mirror", "moto_server"], "The review as a gate", () => {
  const kitchen = testUser("kitchen", "printers");
  let stack: ReviewStack;
  /** Folder with a copy of the synthesis, which no test changes. */
  let trusted: string;

  /** Returns the last plan and its synthesis in the recorded form. */
  const recordable = async () => {
    const files = ["plan.json", "cdk.tf.json"].map((file) => readFile(join(stack.folder, file), "utf8"));
    const [plan, synthesis] = recordedForm(await Promise.all(files));
    return { plan, synthesis };
  };
  /** The first plan, and its review. */
  let first: Awaited<ReturnType<typeof recordable>> & { readonly text: string };
  /** Compares a plan with the recorded plan of a name, or records it. */
  const isAsRecorded = async (name: string, { plan, synthesis }: Awaited<ReturnType<typeof recordable>>) => {
    const file = join(RECORDED, `${name}.json`);
    if (RECORD) await writeFile(file, `${JSON.stringify({ plan, synthesis })}\n`);
    expect({ plan, synthesis }).toEqual(JSON.parse(await readFile(file, "utf8")));
  };
  /** Reviews the last plan and its plan file, compared with the copy of the synthesis. */
  const reviewTrusted = async () => {
    const { code, stdout } = await stack.run("--synthesized", trusted, "--plan-file", "tfplan");
    return { code, text: stdout };
  };
  /** Plans with files besides the synthesis, and removes them. */
  const planWith = async (files: Readonly<Record<string, object>>, ...args: string[]) => {
    const names = Object.keys(files).map((name) => join(stack.folder, name));
    await Promise.all(
      Object.values(files).map((content, index) => writeFile(names[index] ?? "", JSON.stringify(content))),
    );
    try {
      await stack.planQuickly(...args);
    } finally {
      await Promise.all(names.map((name) => rm(name)));
    }
  };

  beforeAll(async () => {
    stack = await startReviewStack(STACK, settings(), [kitchen.entry]);
    await stack.plan();
    trusted = join(stack.checkout.folder, "trusted");
    await mkdir(trusted);
    await copyFile(join(stack.folder, "cdk.tf.json"), join(trusted, "cdk.tf.json"));
    first = { ...(await reviewTrusted()), ...(await recordable()) };
    await stack.apply();
  });
  afterAll(() => stack?.close());
  const restore = async () => {
    await stack.checkout.configure(settings());
    await stack.checkout.writeUsers([kitchen.entry]);
  };
  beforeEach(restore);

  it("finds no differences from the synthesis in the plans of a new, a deployed and a changed stack", async () => {
    await isAsRecorded("first", first);
    expect(first.text).not.toContain("does not make");

    await stack.plan();
    await stack.apply();
    await stack.plan();
    await isAsRecorded("deployed", await recordable());
    const { code, text } = await reviewTrusted();
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining("access stays as it is\n\nNo changes.") });
    expect(text).toMatch(/\nPlan file: SHA-256 [0-9a-f]{64}\n/);

    await stack.checkout.configure(settings("function: { memorySize: 512, logRetentionInDays: 90 }"));
    await stack.plan();
    await isAsRecorded("updated", await recordable());
    expect((await stack.review()).text).not.toContain("does not make");
  });

  testRows(() => ({ stack, trusted, restore }), RECORDED, RECORD);

  it("names each late value, program, resource and file that the synthesis does not have", async () => {
    const runs = { provisioner: [{ "local-exec": { command: "true" } }] };
    await planWith({
      "more_override.tf.json": {
        provider: { aws: [{ region: REGION, max_retries: 3 }] },
        resource: {
          aws_lambda_permission: { invoke: { principal: late("*"), source_arn: late("arn:aws:iot:x") } },
          aws_iam_role: { authorizer: { assume_role_policy: late("{}") } },
          aws_iam_role_policy: { write_decision_log: { policy: late("{}") } },
          aws_iot_authorizer: { authorizer: { authorizer_function_arn: late("arn:aws:lambda:x") } },
          aws_lambda_function: {
            authorizer: { role: late("arn:aws:iam::123456789012:role/admin"), layers: [late("x")] },
          },
          terraform_data: {
            access_map: runs,
            authorizer_identity: { ...runs, lifecycle: { ignore_changes: ["input"] } },
          },
        },
      },
      "more.tf.json": {
        data: { aws_caller_identity: { other: {} } },
        resource: { aws_iot_policy: { open: { name: "open", policy: "{}" } } },
      },
    });
    const { code, stdout } = await stack.run("--synthesized", trusted, "--plan-file", "tfplan", "--json");
    expect(code).toBe(1);
    const found: { part: string; path: string }[] = JSON.parse(stdout).differences;
    const places = found.map(({ part, path }) => `${part} ${path}`.trim());
    expect(places).toEqual(
      expect.arrayContaining([
        "provider.aws max_retries",
        "aws_lambda_permission.invoke principal",
        "aws_lambda_permission.invoke source_arn",
        "aws_iam_role.authorizer assume_role_policy",
        "aws_iam_role_policy.write_decision_log policy",
        "aws_iot_authorizer.authorizer authorizer_function_arn",
        "aws_lambda_function.authorizer role",
        "aws_lambda_function.authorizer layers",
        "terraform_data.access_map provisioners",
        "terraform_data.authorizer_identity provisioners",
        "aws_iot_policy.open",
        "data.aws_caller_identity.other",
        "tfplan tfconfig/m-/more.tf.json",
        "tfplan tfconfig/m-/more_override.tf.json",
      ]),
    );
  });

  it("asks for an approval if a user's group is known only after the apply", async () => {
    const { triggers_replace } = JSON.parse(await readFile(join(trusted, "cdk.tf.json"), "utf8")).resource
      .terraform_data.access_map;
    const users = { ...triggers_replace.users, kitchen: late("servers") };
    const access_map = { triggers_replace: { ...triggers_replace, users } };
    await planWith({ "more_override.tf.json": { resource: { terraform_data: { access_map } } } });
    const { code, text } = await reviewTrusted();
    expect(code).toBe(1);
    expect(text).toContain("terraform_data.access_map: triggers_replace");
  });

  it("asks for an approval of changed code beside a disabled user, also when compared with the trusted synthesis", async () => {
    const login = join(stack.checkout.folder, "lambda", "login.ts");
    const before = await readFile(login, "utf8");
    await stack.checkout.writeUsers([{ ...kitchen.entry, disabled: true }]);
    await appendFile(login, '\n(globalThis as { second?: string }).second = "hunter2";\n');
    try {
      await stack.planQuickly();
    } finally {
      await writeFile(login, before);
    }
    const { code, text } = await stack.review();
    expect(code).toBe(1);
    expect(text).toMatch(
      /\n {2}- The function's code changes, digest [0-9a-f]{32} \(before: [0-9a-f]{32}\): it decides every login\./,
    );
    expect(text).toContain("kitchen (printers) is disabled");
    expect((await reviewTrusted()).text).toContain(
      "aws_lambda_function.authorizer: source_code_hash is not what the synthesis says",
    );
  });

  it("warns of a take-over if -replace runs the step again, and of a failed check", async () => {
    await stack.checkout.configure(settings("", "takeOver: true"));
    await stack.planQuickly("-replace=terraform_data.default_set[0]", "-var=observed_default_authorizer=theirs");
    const { code, text } = await stack.review();
    expect(code).toBe(1);
    expect(text).toContain("taken over, regardless of who set it (now theirs)");
    expect(text).toContain(
      "terraform_data.default_set[0]: destroyed and created again although no setting asks for it",
    );
    expect(text).toContain("Checks of the stack fail: check.default_authorizer.");
  });

  it("warns of a take-over if Terraform runs a tainted step again", async () => {
    const takenOver = "taken over, regardless of who set it";
    await stack.checkout.configure(settings("", "takeOver: true"));
    await stack.sandbox.terraform.must(stack.folder, "taint", "terraform_data.default_set[0]");
    await stack.planQuickly();
    const tainted = await stack.review();
    await stack.sandbox.terraform.must(stack.folder, "untaint", "terraform_data.default_set[0]");
    expect([tainted.code, tainted.text]).toEqual([1, expect.stringContaining(takenOver)]);
  });

  it("does not say that users lose access if removed blocks only take the stack out of the state", async () => {
    await stack.planQuickly();
    const synthesized = join(stack.folder, "cdk.tf.json");
    const whole = JSON.parse(await readFile(synthesized, "utf8"));
    const removed = Object.entries(whole.resource as Record<string, object>).flatMap(([type, named]) =>
      Object.keys(named).map((name) => ({ from: `${type}.${name}`, lifecycle: { destroy: false } })),
    );
    const { resource, output, check, ...rest } = whole;
    await writeFile(synthesized, JSON.stringify({ ...rest, removed }));
    await stack.sandbox.terraform.must(stack.folder, "plan", "-input=false", "-refresh=false", "-out=tfplan");
    const { stdout } = await stack.sandbox.terraform.must(stack.folder, "show", "-json", "tfplan");
    await writeFile(join(stack.folder, "plan.json"), stdout);

    const { code, text } = await reviewTrusted();
    expect(code).toBe(1);
    expect(text).toContain("and does not destroy them: they stay in AWS");
    expect(text).not.toContain("loses");
    expect(text).toContain("aws_lambda_function.authorizer is missing in the configuration");
  });

  it("warns of a Deny by others that the plan takes back, and of a permission that the plan imports", async () => {
    const aws = {
      region: REGION,
      endpoint: stack.sandbox.controlPlane.url,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    };
    const iam = new IAMClient(aws);
    const role = `${STACK}-${REGION}`;
    const deny = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
    const named = { RoleName: role, PolicyName: "write-decision-log" };
    await iam.send(new DeleteRolePolicyCommand(named));
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: JSON.stringify(deny) }));
    await new LambdaClient(aws).send(
      new AddPermissionCommand({
        FunctionName: STACK,
        StatementId: "open",
        Action: "lambda:InvokeFunction",
        Principal: "*",
      }),
    );
    const open = { function_name: STACK, statement_id: "open", action: "lambda:InvokeFunction", principal: "*" };
    const file = join(stack.folder, "import.tf.json");
    await writeFile(
      file,
      JSON.stringify({
        import: [{ to: "aws_lambda_permission.open", id: `${STACK}/open` }],
        resource: { aws_lambda_permission: { open } },
      }),
    );
    try {
      await stack.plan();
    } finally {
      await rm(file);
    }
    const { code, text } = await reviewTrusted();
    expect(code).toBe(1);
    expect(text).toContain(
      "Others changed aws_iam_role_policy.write_decision_log since the last apply (policy), and this plan reverts that.",
    );
    expect(text).toContain(
      "A policy with a Deny statement changes or is removed: aws_iam_role_policy.write_decision_log.",
    );
    expect(text).toContain("The stack imports resources that exist in AWS already: aws_lambda_permission.open.");
    expect(text).toContain("aws_lambda_permission.open is not in the synthesis");
  });

  it("notices that a plan leaves out resources, also without the plan's member `complete`", async () => {
    await stack.planQuickly("-target=aws_cloudwatch_log_group.authorizer", "-target=terraform_data.access_map");
    const { complete, ...rest } = JSON.parse(await readFile(join(stack.folder, "plan.json"), "utf8"));
    expect(complete).toBe(false);
    await writeFile(join(stack.folder, "plan.json"), JSON.stringify(rest));
    const { code, text } = await stack.review();
    expect(code).toBe(1);
    expect(text).toContain("The plan leaves out a part of the stack (-target)");
  });
});
