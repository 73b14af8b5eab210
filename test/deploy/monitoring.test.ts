import { type ControlPlane, startControlPlane } from "../../local/control-plane/control-plane";
import { describeWith } from "../helpers/needs";
import { runAws } from "../helpers/shared/ask-shared-programs";
import { type Checkout, makeCheckout } from "./helpers/checkout";
import { type Moto, startMoto } from "./helpers/moto";
import { type QueryDefinitions, startQueryDefinitions } from "./helpers/query-definitions";
import { REGION } from "./helpers/sandbox";
import { makeTerraform, type Terraform } from "./helpers/terraform";

jest.setTimeout(240_000);

const STACK = "watched";
const TOPIC = `arn:aws:sns:${REGION}:123456789012:on-call`;
const MONITORING = `{ metrics: true, alarms: { topicArn: "${TOPIC}" }, dashboard: true, savedQueries: true }`;
const SETTINGS = `name: "${STACK}", region: "${REGION}", monitoring: ${MONITORING}, groups: { devices: device() }`;

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A stack with monitoring", () => {
  let moto: Moto;
  let queries: QueryDefinitions;
  let controlPlane: ControlPlane;
  let terraform: Terraform;
  let checkout: Checkout;
  let folder: string;

  beforeAll(async () => {
    moto = await startMoto();
    queries = await startQueryDefinitions(moto.url);
    controlPlane = await startControlPlane({ forwardTo: queries.url });
    terraform = await makeTerraform(controlPlane.url, REGION);
    checkout = await makeCheckout(SETTINGS);
    await checkout.synth();
    folder = checkout.stackFolder(STACK);
    const { code, output } = await terraform.apply(folder);
    if (code !== 0) throw new Error(output);
  });
  afterAll(async () => {
    await checkout?.remove();
    await terraform?.close();
    await controlPlane?.close();
    await queries?.close();
    await moto?.stop();
  });

  /** Returns the answer of the AWS CLI. */
  const cloudwatch = async (...args: string[]) => {
    const { code, output, stdout } = await runAws(["cloudwatch", ...args, "--output", "json"], terraform.env);
    if (code !== 0) throw new Error(output);
    return JSON.parse(stdout);
  };
  const alarms = async () => (await cloudwatch("describe-alarms")).MetricAlarms;
  const dashboards = async () => (await cloudwatch("list-dashboards")).DashboardEntries ?? [];

  it("has alarms on its own function that notify the topic", async () => {
    const made: { AlarmName: string }[] = await alarms();

    expect(made.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      ["duration", "errors", "refusals", "throttles"].map(ofStack),
    );
    for (const alarm of made) {
      expect(alarm).toMatchObject({
        Namespace: alarm.AlarmName === ofStack("refusals") ? "IotAuth" : "AWS/Lambda",
        Dimensions: [{ Name: "FunctionName", Value: STACK }],
        AlarmActions: [TOPIC],
        OKActions: [TOPIC],
      });
    }
  });

  it("has a dashboard whose widgets name its function and its log group", async () => {
    const { DashboardBody: body } = await cloudwatch("get-dashboard", "--dashboard-name", `${STACK}-${REGION}`);
    const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics?: string[][]; query?: string } }[] };

    const functions = widgets.flatMap(({ properties }) => (properties.metrics ?? []).map((metric) => metric[3]));
    expect(new Set(functions)).toEqual(new Set([STACK]));
    expect(widgets.at(-1)?.properties.query).toMatch(`SOURCE '/aws/lambda/${STACK}' | filter event = "decision"`);
  });

  it("has saved queries about its own log group", () => {
    expect([...queries.saved.values()].map(({ name, logGroupNames }) => [name, logGroupNames]).sort()).toEqual(
      ["decisions about one device", "refusals by reason", "slowest verifications"].map((title) => [
        `${STACK}/${title}`,
        [`/aws/lambda/${STACK}`],
      ]),
    );
  });

  it("has no changes in the next plan", async () => {
    const { code, output } = await terraform.plan(folder);

    expect(output).toContain("No changes");
    expect(code).toBe(0);
  });

  it("leaves no alarms, dashboards or queries behind when it is destroyed", async () => {
    const { code, output } = await terraform.destroy(folder);

    expect(code === 0 ? "" : output).toBe("");
    expect({ alarms: await alarms(), dashboards: await dashboards(), queries: [...queries.saved.values()] }).toEqual({
      alarms: [],
      dashboards: [],
      queries: [],
    });
  });
});

function ofStack(name: string): string {
  return `${STACK}-${name}`;
}
