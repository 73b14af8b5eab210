import { z } from "zod";
import { ConfigurationError, type Problem } from "../../../config/problem";
import { stackSchema } from "../../../config/schema/config-schema";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { terraformTextProblems } from "../../../config/text/terraform-text";

/** Texts that Terraform would evaluate, or that CDKTF would take for a token. */
const HOSTILE = [
  `\${file("/etc/passwd")}`,
  "%{ if true }x%{ endif }",
  `$\${file("/etc/passwd")}`,
  "%%{ if true }",
  `\${TfToken[TOKEN.0]}`,
  "#{TfToken[TOKEN.0]}",
] as const;

/** The members of a JSON Schema that this test reads. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** A place for a text: its path, and a function that makes a configuration with a text there. */
interface Place {
  readonly path: string;
  readonly config: (text: string) => unknown;
}

/** Returns every place of a schema for a text: values, items of lists, and free names of members. */
function placesIn({ properties, additionalProperties: free, items, anyOf, oneOf, ...schema }: Schema): Place[] {
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return alternatives.flatMap(placesIn);
  if (schema.type === "string" || schema.enum?.some((value) => typeof value === "string")) {
    return [{ path: "", config: (text) => text }];
  }
  if (items)
    return placesIn(items).map(({ path, config }) => ({ path: `[0]${path}`, config: (text) => [config(text)] }));
  const named = Object.entries(properties ?? {}).flatMap(([name, inner]) =>
    placesIn(inner).map(({ path, config }) => ({
      path: join(name, path),
      // The configuration also has the member that says which alternative it is.
      config: (text: string) => ({ ...typeOf(properties), [name]: config(text) }),
    })),
  );
  if (typeof free !== "object") return named;
  const values = placesIn(free).map(({ path, config }) => ({
    path: join("any", path),
    config: (text: string) => ({ any: config(text) }),
  }));
  return [...named, ...values, { path: "<name>", config: (text) => ({ [text]: "x" }) }];
}

const join = (name: string, path: string) =>
  path === "" || path.startsWith("[") ? `${name}${path}` : `${name}.${path}`;
const typeOf = (properties: Schema["properties"]) => {
  const type = properties?.type?.const;
  return type === undefined ? {} : { type };
};

const PLACES = placesIn(z.toJSONSchema(stackSchema, { io: "input" }) as Schema);
const BASE = { name: "fleet", region: "us-east-1", groups: { any: { clientIds: ["{username}"] } } };

function problemsOf(config: unknown): readonly Problem[] {
  try {
    resolveConfig(config);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe("text that Terraform would evaluate", () => {
  it("is refused in every text of the schema", () => {
    const paths = PLACES.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "profile",
        "assumeRole.roleArn",
        "tags.any",
        "tags.<name>",
        "authorizer.signing.publicKeys.any",
        "store.file",
        "store.kmsKeyArn",
        "groups.any.publish[0]",
        "backend.path",
        "backend.key",
        "backend.kmsKeyId",
        "backend.profile",
      ]),
    );
    expect(new Set(paths).size).toBeGreaterThan(35);
  });

  it.each(PLACES.flatMap(({ path, config }) => HOSTILE.map((text) => [path, text, config] as const)))(
    "is refused in %s: %s",
    (path, text, config) => {
      const problems = problemsOf({ ...BASE, ...(config(text) as object) });
      expect(problems.map((problem) => problem.path)).toContainEqual(path.replace("<name>", () => text));
    },
  );

  it.each(HOSTILE)("is refused in a stage too: %s", (path) => {
    const [problem] = problemsOf({ ...BASE, stages: { prod: { backend: { type: "local", path } } } });
    expect(problem).toMatchObject({
      path: "stages.prod.backend.path",
      must: `hold no \${, %{ or {TfToken[`,
      got: path,
    });
  });

  it("is reported once if another rule already refuses it", () => {
    const roleArn = `arn:aws:iam::123456789012:role/\${file("x")}`;
    expect(problemsOf({ ...BASE, assumeRole: { roleArn } })).toHaveLength(1);
  });

  it("does not include a single dollar, per cent sign or brace", () => {
    const profile = "a$b%-{c}";
    expect(problemsOf({ ...BASE, profile, backend: { type: "s3", bucket: "states", key: "100%/$x/{y}" } })).toEqual([]);
  });

  it("is searched once in a value that contains itself", () => {
    const loop: Record<string, unknown> = { text: HOSTILE[0] };
    loop.self = loop;
    expect(terraformTextProblems(loop).map(({ path }) => path)).toEqual(["text"]);
  });
});

describe("ARNs", () => {
  it.each([
    ["store", { store: { type: "dynamodb", kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/*" } }],
    ["store", { store: { type: "dynamodb", kmsKeyArn: "arn:aws:kms:*:123456789012:key/1234abcd" } }],
    ["role", { assumeRole: { roleArn: "arn:aws:iam::123456789012:role/*" } }],
    ["role", { assumeRole: { roleArn: "arn:aws:iam::123456789012:role/a?/deployer" } }],
    ["role", { assumeRole: { roleArn: `arn:aws:iam::123456789012:role/${"x".repeat(65)}` } }],
    ["boundary", { function: { permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/*" } }],
    ["topic", { monitoring: { alarms: { topicArn: "arn:aws:sns:us-east-1:123456789012:*" } } }],
    [
      "certificate",
      { endpoint: { domain: "a.b", certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/*" } },
    ],
    ["state's key", { backend: { type: "s3", bucket: "states", kmsKeyId: "alias/*" } }],
    ["state's key", { backend: { type: "s3", bucket: "states", kmsKeyId: "arn:aws:kms:us-east-1:*:key/a" } }],
  ])("may not contain a wildcard: that of the %s in %j", (_, settings) => {
    expect(problemsOf({ ...BASE, ...settings })[0]?.must).toMatch(/^be the (ARN|id, alias or ARN) of /);
  });

  it.each([
    { assumeRole: { roleArn: "arn:aws-cn:iam::123456789012:role/teams/a!b/deploy+er=,.@-" } },
    { function: { permissionsBoundaryArn: "arn:aws:iam::aws:policy/service-role/X" } },
    { backend: { type: "s3", bucket: "states", kmsKeyId: "alias/aws/s3" } },
    { backend: { type: "s3", bucket: "states", kmsKeyId: "mrk-1234abcd12ab34cd56ef1234567890ab" } },
    { backend: { type: "s3", bucket: "states", kmsKeyId: "arn:aws:kms:us-east-1:123456789012:alias/state" } },
  ])("may contain the characters that AWS allows: %j", (settings) => {
    expect(problemsOf({ ...BASE, ...settings })).toEqual([]);
  });
});
