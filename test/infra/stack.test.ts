import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { resolveConfig } from "../../infra/config/resolve";
import { loadStack } from "../../infra/load-stack";
import { AuthStack } from "../../infra/stack";

type Resources = Record<string, Record<string, unknown>>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-stack-"));
  for (const name of ["users.json", "function.zip", "program.js"]) {
    writeFileSync(join(folder, name), JSON.stringify({ users: [] }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The resources that a stack with these settings has. */
async function resources(settings: object): Promise<Resources> {
  const groups = { things: { clientIds: ["{username}"] } };
  const [stack] = resolveConfig({ name: "fleet", region: "us-east-1", groups, ...settings });
  if (!stack) throw new Error("no stack");
  const synthesized = Testing.synth(
    new AuthStack(Testing.app(), {
      loaded: await loadStack(stack, folder),
      package: { file: join(folder, "function.zip"), zip: Buffer.alloc(0), sha256: "sha256" },
      defaultAuthorizerProgram: join(folder, "program.js"),
    }),
  );
  return (JSON.parse(synthesized) as { resource: Resources }).resource;
}

describe("AuthStack", () => {
  it("has nothing of monitoring by default", async () => {
    const plain = await resources({});
    expect(Object.keys(plain).filter((type) => type.startsWith("aws_cloudwatch_"))).toEqual([
      "aws_cloudwatch_log_group",
    ]);
    expect(await resources({ monitoring: {} })).toEqual(plain);
  });

  it("adds monitoring and changes nothing else", async () => {
    const {
      aws_cloudwatch_metric_alarm: alarms,
      aws_cloudwatch_dashboard: dashboards,
      aws_cloudwatch_query_definition: queries,
      ...rest
    } = await resources({ monitoring: { alarms: {}, dashboard: true, savedQueries: true } });

    expect([alarms, dashboards, queries].map((made) => Object.keys(made ?? {}).length)).toEqual([3, 1, 3]);
    expect(rest).toEqual(await resources({}));
  });
});
