import { badInput } from "../default-authorizer/step-errors";

/** Environment variable with the sweep's input as JSON. */
export const SWEEP_VARIABLE = "IOT_AUTH_POLICY_SWEEP";

/** The sweep's input from the stack. Region, profile and role are those of the provider, never those of the shell. */
export interface SweepInput {
  readonly policyName: string;
  readonly policyArn: string;
  readonly region: string;
  /** Whether certificates with the policy are only detached from it or also set INACTIVE. */
  readonly onDestroy: "detach" | "deactivate";
  /** Thing types of the stack, which are destroyed with it. @default [] */
  readonly thingTypes?: readonly string[];
  readonly profile?: string;
  readonly assumeRoleArn?: string;
  readonly assumeRoleExternalId?: string;
}

const POLICY_ARN = /^arn:aws[a-z-]*:iot:([a-z0-9-]+):(\d{12}):policy\/([\w+=,.@-]{1,128})$/;

/**
 * Reads and checks the sweep's input. A member that is null counts as absent, since that is how Terraform writes an
 * unset value.
 * @throws StepError (exit code 2) listing every problem at once
 */
export function parseSweepInput(json: string | undefined): SweepInput {
  const values = parseObject(json);
  const [, region, , name] = POLICY_ARN.exec(String(values.policyArn)) ?? [];
  const text = (key: string) => typeof values[key] === "string" && values[key] !== "";
  const optional = ["profile", "assumeRoleArn", "assumeRoleExternalId"];
  const problems = [
    ...(region === undefined ? ["`policyArn` must be the ARN of an AWS IoT policy."] : []),
    ...(name !== undefined && values.policyName !== name ? ["`policyName` must agree with `policyArn`."] : []),
    ...(region !== undefined && values.region !== region ? ["`region` must agree with `policyArn`."] : []),
    ...(["detach", "deactivate"].includes(String(values.onDestroy))
      ? []
      : ["`onDestroy` must be `detach` or `deactivate`."]),
    ...(isListOfTexts(values.thingTypes ?? []) ? [] : ["`thingTypes` must be a list of texts."]),
    ...optional.filter((key) => values[key] !== undefined && !text(key)).map((key) => `\`${key}\` must be a text.`),
  ];
  if (problems.length > 0) throw badInput(problems);
  return values as unknown as SweepInput;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function parseObject(json: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
  } catch {
    // Reported below without the text, which may have an external id.
  }
  throw badInput([`\`${SWEEP_VARIABLE}\` must hold one JSON object, got: ${(json ?? "").length} characters.`]);
}
