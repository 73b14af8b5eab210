import { parseAuthorizerArn } from "./names";
import { badInput } from "./step-errors";

/** Environment variable with the program's input as JSON. */
export const INPUT_VARIABLE = "IOT_AUTH_DEFAULT_AUTHORIZER";

/**
 * The program's input from the stack. Region, profile and role are those of the provider, never those of the shell.
 * @example
 * { authorizerName: "cloudprnt", authorizerArn: "arn:aws:iot:eu-central-1:123456789012:authorizer/cloudprnt",
 *   region: "eu-central-1", owner: "cloudprnt-prod-5f2c", takeOver: false }
 */
export interface DefaultAuthorizerInput {
  readonly authorizerName: string;
  readonly authorizerArn: string;
  readonly region: string;
  /** Unique id of the stack: the value of the tag `iot-auth:owner` on its authorizers. */
  readonly owner: string;
  /** Whether another owner's default may be replaced. It is restored on release. */
  readonly takeOver: boolean;
  /** @default - the shell's profile, as for Terraform's provider */
  readonly profile?: string;
  /** @default - no role is assumed */
  readonly assumeRoleArn?: string;
  /** @default - none is sent */
  readonly assumeRoleExternalId?: string;
  /** Account that the configuration names. @default - the account in `authorizerArn` */
  readonly accountId?: string;
}

type Values = Record<string, unknown>;
type Rule = (values: Values) => string | undefined;

const text = (value: unknown): value is string => typeof value === "string" && value !== "";
const absent = (value: unknown): boolean => value === undefined || value === null;

function mustBe(key: string, rule: string, holds: (value: unknown) => boolean): Rule {
  return (values) => (holds(values[key]) ? undefined : `\`${key}\` must ${rule}, got: ${JSON.stringify(values[key])}.`);
}

function mayBe(key: string, rule: string, holds: (value: unknown) => boolean): Rule {
  return mustBe(key, rule, (value) => absent(value) || holds(value));
}

const arnOf = (values: Values) => parseAuthorizerArn(String(values.authorizerArn));
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/\S+$/;

function mustAgree(key: string, part: "name" | "region" | "account", given: (values: Values) => unknown): Rule {
  return (values) => {
    const arn = arnOf(values);
    const value = given(values);
    if (!arn || !text(value) || value === arn[part]) return undefined;
    return `\`${key}\` must agree with the ${part} "${arn[part]}" in \`authorizerArn\`, got: "${value}".`;
  };
}

const RULES: Readonly<Record<keyof DefaultAuthorizerInput, readonly Rule[]>> = {
  authorizerName: [
    mustBe("authorizerName", "be 1 to 128 of A-Z a-z 0-9 _ = , @ -", (v) => text(v) && /^[\w=,@-]{1,128}$/.test(v)),
    mustAgree("authorizerName", "name", (values) => values.authorizerName),
  ],
  authorizerArn: [
    mustBe("authorizerArn", "be the ARN of an AWS IoT authorizer", (v) => !!parseAuthorizerArn(String(v))),
  ],
  region: [
    mustBe("region", "be the name of an AWS Region", (v) => text(v) && /^[a-z0-9-]+$/.test(v)),
    mustAgree("region", "region", (values) => values.region),
  ],
  owner: [mustBe("owner", "be 1 to 256 characters", (v) => text(v) && v.length <= 256)],
  takeOver: [mustBe("takeOver", "be true or false", (v) => typeof v === "boolean")],
  profile: [mayBe("profile", "be the name of an AWS profile", text)],
  assumeRoleArn: [
    mayBe("assumeRoleArn", "be the ARN of an IAM role", (v) => text(v) && ROLE_ARN.test(v)),
    mustAgree("assumeRoleArn", "account", (values) => ROLE_ARN.exec(String(values.assumeRoleArn))?.[1]),
  ],
  assumeRoleExternalId: [
    // The value is not shown: some organisations treat it as a secret.
    ({ assumeRoleExternalId: id }) => (absent(id) || text(id) ? undefined : "`assumeRoleExternalId` must be a text."),
    ({ assumeRoleExternalId: id, assumeRoleArn: role }) =>
      absent(id) || !absent(role) ? undefined : "`assumeRoleExternalId` must come with `assumeRoleArn`.",
  ],
  accountId: [
    mayBe("accountId", "be 12 digits", (v) => text(v) && /^\d{12}$/.test(v)),
    (values) => {
      const [meant, actual] = [values.accountId, arnOf(values)?.account];
      return !text(meant) || !actual || meant === actual
        ? undefined
        : `\`accountId\` must be the account of the authorizer, ${actual}, got: "${meant}". Check which credentials Terraform runs with.`;
    },
  ],
};

/**
 * Reads and checks the program's input. A member that is null counts as absent, since that is how Terraform writes an
 * unset value.
 * @throws StepError (exit code 2) listing every problem at once.
 * @example parseInput(process.env[INPUT_VARIABLE])
 */
export function parseInput(json: string | undefined): DefaultAuthorizerInput {
  if (!json) throw badInput([`\`${INPUT_VARIABLE}\` must hold the step's input as JSON, got: nothing.`]);
  const values = parseObject(json);
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(RULES, key));
  const problems = [
    ...unknown.map((key) => `\`${key}\` must not be given: the settings are ${Object.keys(RULES).join(", ")}.`),
    ...Object.values(RULES).flatMap((rules) => rules.map((rule) => rule(values)).find((problem) => problem) ?? []),
  ];
  if (problems.length > 0) throw badInput(problems);
  return Object.fromEntries(Object.entries(values).filter(([, v]) => !absent(v))) as unknown as DefaultAuthorizerInput;
}

function parseObject(json: string): Values {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  } catch {
    // Reported below without the text, which may have an external id.
  }
  throw badInput([
    `\`${INPUT_VARIABLE}\` must hold one JSON object, got: ${json.length} characters of something else.`,
  ]);
}
