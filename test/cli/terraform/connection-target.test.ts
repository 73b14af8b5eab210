import type { Io } from "../../../cli/io";
import { connectionTarget } from "../../../cli/terraform/connection-target";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { fakeTerraform, outputsJson } from "../helpers/fake-terraform";
import { type TestProject, testProject } from "../helpers/project";

const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
const MANAGED = "d123-ats.iot.eu-west-1.amazonaws.com";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

/** Returns the authorizer that a client has to name. */
async function named(settings: object, endpoint?: string, outputs?: Record<string, string>) {
  const [stack] = resolveConfig({
    name: "fleet",
    region: "eu-west-1",
    groups: { all: { clientIds: ["{username}"], publish: ["a"] } },
    ...settings,
  });
  if (stack === undefined) throw new Error("no stack");
  const env = outputs ? fakeTerraform(project, "fleet", { stdout: outputsJson(outputs) }) : { PATH: "" };
  const io = { cwd: project.folder, env, stderr: {} } as unknown as Io;
  return (await connectionTarget(project.folder, stack, endpoint, io)).authorizerName;
}

const CUSTOM = { endpoint: { domain: "iot.example.com", certificateArn: CERTIFICATE } };
const AS_DEFAULT = { authorizer: { setAsDefault: true } };

describe("the authorizer that clients name", () => {
  it.each([
    ["an endpoint that is given", {}, "x-ats.iot.eu-west-1.amazonaws.com", "fleet"],
    [
      "one that is given, where it is the account's default",
      AS_DEFAULT,
      "x-ats.iot.eu-west-1.amazonaws.com",
      undefined,
    ],
    ["the stack's own domain, in capital letters or not", CUSTOM, "IoT.example.com:8443", undefined],
    ["another endpoint than the stack's own domain", CUSTOM, "x-ats.iot.eu-west-1.amazonaws.com", "fleet"],
    ["the domain that AWS named, which is not known here", { endpoint: {} }, MANAGED, "fleet"],
  ])("at %s", async (_what, settings, endpoint, expected) => {
    expect(await named(settings, endpoint)).toBe(expected);
  });

  it("is not needed at the domain that AWS assigned, if the stack is applied", async () => {
    const outputs = { endpoint: MANAGED, authorizer_name: "fleet" };
    expect(await named({ endpoint: {} }, MANAGED, outputs)).toBeUndefined();
    expect(await named({ endpoint: {} }, undefined, outputs)).toBeUndefined();
    expect(await named({ endpoint: {} }, "x-ats.iot.eu-west-1.amazonaws.com", outputs)).toBe("fleet");
  });
});
