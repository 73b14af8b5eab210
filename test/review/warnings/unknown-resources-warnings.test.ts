import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { AuthStack } from "../../../infra/stack";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { isKnownResource } from "../../../review/warnings/unknown-resources-warnings";
import { reviewOf, warningsOf } from "../a-plan";

describe("unknownResourceWarnings", () => {
  it("names resources that this project does not make, and counts them as widening", () => {
    const found = reviewOf({
      "aws_iam_role_policy_attachment.admin": [null, {}],
      "terraform_data.backdoor": [{ input: 1 }, { input: 2 }],
      "aws_lambda_permission.other": [{}, {}],
      "aws_sns_topic.gone": [{}, null],
    });
    expect(warningsOf(found)).toEqual({
      "unknown-resources":
        "This review does not know what these allow, since no stack made here has them: aws_iam_role_policy_attachment.admin, terraform_data.backdoor.",
    });
    expect(found.access).toBe("widens");
  });

  it("knows resources by their address, not by their type", () => {
    expect(
      warningsOf(reviewOf({ "aws_dynamodb_table.mine": [null, {}], "aws_cloudwatch_metric_alarm.mine": [null, {}] })),
    ).toEqual({
      "unknown-resources":
        "This review does not know what these allow, since no stack made here has them: aws_dynamodb_table.mine, aws_cloudwatch_metric_alarm.mine.",
    });
  });

  it("does not warn of unknown resources that stay or are destroyed", () => {
    expect(warningsOf(reviewOf({ "aws_sns_topic.a": [{}, {}], "aws_sns_topic.b": [{}, null] }))).toEqual({});
  });
});

describe("isKnownResource", () => {
  /** Returns the addresses of the resources of a stack with every optional resource. */
  const everything = async (folder: string): Promise<string[]> => {
    await writeFile(join(folder, "users.json"), '{"users":[]}');
    await writeFile(join(folder, "file"), "");
    const [stack] = resolveConfig({
      name: "fleet",
      region: "us-east-1",
      groups: { things: { clientIds: ["{username}"] } },
      authorizer: { setAsDefault: true },
      endpoint: {},
      monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true },
      store: { type: "dynamodb" },
    });
    if (!stack) throw new Error("no stack");
    const { resource } = JSON.parse(
      Testing.synth(
        new AuthStack(Testing.app(), {
          loaded: await loadStack(stack, folder),
          package: { file: join(folder, "file"), zip: Buffer.alloc(0), sha256: "sha256", codeDigest: "code" },
          defaultAuthorizerProgram: { file: join(folder, "file"), digest: "program" },
        }),
      ),
    ) as { resource: Record<string, Record<string, { count?: number }>> };
    return Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, { count }]) => `${type}.${name}${count === undefined ? "" : "[0]"}`),
    );
  };

  it("knows every resource that a stack can have", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iot-auth-everything-"));
    try {
      const addresses = await everything(folder);
      expect(addresses.length).toBeGreaterThan(18);
      expect(addresses.filter((address) => !isKnownResource(address))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
