import type { AuthorizerDescription } from "@aws-sdk/client-iot";
import { type DoctorApi, noApi } from "../../../cli/doctor/api";
import type { Subject } from "../../../cli/doctor/doctor-check";
import { examine } from "../../../cli/doctor/examine";
import { CliError } from "../../../cli/errors";
import { keyPair } from "../../identity/tokens/key-pair";
import { checkOne } from "./check-one";
import { ACCOUNT, AUTHORIZER_ARN, type HealthyAws, healthyAws, policyFor } from "./healthy-subject";

let healthy: HealthyAws;
let asDefault: HealthyAws;
beforeAll(async () => {
  healthy = await healthyAws();
  asDefault = await healthyAws(
    'export default defineConfig({ name: "fleet", region: "eu-west-1", authorizer: { setAsDefault: true }, groups: { a: device() } });',
  );
});
afterAll(() => {
  healthy.remove();
  asDefault.remove();
});

/** See {@link checkOne}. */
const check = (name: string, api?: Partial<DoctorApi>, more?: Partial<Subject>, of = healthy) =>
  checkOne(of, name, api, more);
const withAuthorizer = (changes: Partial<AuthorizerDescription>) => ({
  authorizer: async () => ({ ...(await healthy.api.authorizer("fleet")), ...changes }),
});
const refuse = (name: string, status: number) => ({
  identity: () => Promise.reject(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: status } })),
});

describe("the checks of a healthy stack", () => {
  it("are ok, or skipped where they do not apply, in their order, and each calls onDone", async () => {
    let done = 0;
    const results = await examine(healthy.subject, () => {
      done += 1;
    });
    expect(results.map(({ check: name, status }) => `${name} ${status}`)).toEqual([
      "identity ok",
      "stack ok",
      "leftovers ok",
      "users skipped",
      "function ok",
      "concurrency ok",
      "errors ok",
      "permission ok",
      "authorizer ok",
      "answer ok",
      "default ok",
      "clock ok",
      "endpoint skipped",
      "tls skipped",
    ]);
    expect(done).toBe(results.length);
  });
});

describe("identity", () => {
  it("names the caller, and fails in another account than the stack's", async () => {
    expect(await check("identity")).toBe(`ok: arn:aws:iam::${ACCOUNT}:user/me in account ${ACCOUNT}, Region eu-west-1`);
    const { stack } = healthy.subject;
    const elsewhere = { stack: { ...stack, settings: { ...stack.settings, accountId: "999999999999" } } };
    expect(await check("identity", {}, elsewhere)).toMatch(
      /^failed: .*, but the stack belongs to account 999999999999 \| Use another profile or role\.$/,
    );
  });

  it("distinguishes missing permissions, bad credentials, an unreachable API and AWS's own errors", async () => {
    expect(await check("identity", refuse("AccessDeniedException", 403))).toBe(
      "warning: this check is not permitted (AccessDeniedException: no) | Ask for these permissions: sts:GetCallerIdentity.",
    );
    expect(await check("identity", refuse("ExpiredTokenException", 403))).toMatch(/^failed: the credentials are not/);
    expect(await check("identity", { identity: () => Promise.reject(new Error("ECONNREFUSED")) })).toMatch(
      /^failed: AWS's API cannot be reached/,
    );
    expect(await check("identity", refuse("ValidationException", 400))).toMatch(/^failed: AWS answered Validation/);
  });

  it("is the only check that reports missing credentials; the others are skipped", async () => {
    const api = noApi(new CliError("No credentials. Log in.", 6));
    expect(await check("identity", api)).toBe("failed: No credentials | Log in.");
    for (const name of ["function", "concurrency", "errors", "permission", "authorizer", "answer", "default"])
      expect(await check(name, api)).toBe("skipped: AWS cannot be called, see identity");
  });
});

describe("clock", () => {
  it.each([
    [-59_000, "ok: this computer's clock is 59 s behind the endpoint's"],
    [60_000, /^warning: this computer's clock is 60 s ahead of the endpoint's \| Synchronize the computer/],
    [-300_000, /^failed: this computer's clock is 300 s behind the endpoint's/],
    [undefined, "skipped: no answer had a date"],
  ])("judges %j ms", async (ahead, said) => {
    expect(await check("clock", { clockAhead: () => ahead })).toEqual(
      typeof said === "string" ? said : expect.stringMatching(said),
    );
  });
});

describe("stack", () => {
  it("fails for a stack that is not applied, and for one that was applied under other names", async () => {
    expect(await check("stack", {}, { outputs: { missing: "Stack fleet is not applied" } })).toBe(
      "failed: Stack fleet is not applied | Apply the stack: npx cdktf deploy",
    );
    expect(await check("stack", {}, { outputs: { values: { authorizer_name: "old", function_name: "fleet" } } })).toBe(
      "failed: the applied stack's authorizer is old, the configuration's fleet | Apply the changed configuration: npx cdktf deploy",
    );
  });
});

describe("errors", () => {
  it("warns of errors and throttles in the last hour, and says where to read of them", async () => {
    const asked: unknown[] = [];
    const trouble = (errors: number, throttles: number) => ({
      functionTrouble: async (...call: unknown[]) => {
        asked.push(call);
        return { errors, throttles };
      },
    });
    const now = { now: () => new Date("2027-01-01T12:00:00Z") };
    expect(await check("errors", trouble(0, 0), now)).toBe("ok: fleet had 0 errors and 0 throttles in the last hour");
    expect(asked).toEqual([["fleet", new Date("2027-01-01T11:00:00Z"), new Date("2027-01-01T12:00:00Z")]]);
    expect(await check("errors", trouble(1, 0))).toBe(
      "warning: fleet had 1 error and 0 throttles in the last hour | See the log: aws logs tail /aws/lambda/fleet --since 1h.",
    );
    expect(await check("errors", trouble(0, 2))).toMatch(/^warning: fleet had 0 errors and 2 throttles/);
  });

  it("names the saved queries where the stack has them", async () => {
    const { stack } = healthy.subject;
    const monitored = {
      stack: { ...stack, settings: { ...stack.settings, monitoring: { savedQueries: true } } },
    } as Partial<Subject>;
    expect(await check("errors", { functionTrouble: async () => ({ errors: 3, throttles: 0 }) }, monitored)).toMatch(
      / --since 1h, and the saved queries fleet\/… in CloudWatch Logs Insights\.$/,
    );
  });

  it("is skipped without the permission to read metrics", async () => {
    const denied = Object.assign(new Error("no"), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
    expect(await check("errors", { functionTrouble: () => Promise.reject(denied) })).toBe(
      "skipped: the metrics cannot be read (AccessDeniedException) without the permission cloudwatch:GetMetricData",
    );
  });
});

describe("permission", () => {
  it.each([
    ["none at all", undefined],
    ["another authorizer's", policyFor(AUTHORIZER_ARN.replace("fleet", "other"))],
    ["a denial", policyFor(AUTHORIZER_ARN).replace("Allow", "Deny")],
    ["another service's", policyFor(AUTHORIZER_ARN).replace("iot.amazonaws", "s3.amazonaws")],
    ["another action's", policyFor(AUTHORIZER_ARN).replace("InvokeFunction", "GetFunction")],
  ])("fails with %s", async (_, policy) => {
    expect(await check("permission", { functionPolicy: async () => policy })).toMatch(
      /^failed: no permission of fleet allows AWS IoT Core to call it for arn:.*, so every login is refused \| Apply/,
    );
  });

  it("is skipped if there is no authorizer", async () => {
    expect(await check("permission", { authorizer: async () => undefined })).toMatch(
      /^skipped: there is no authorizer/,
    );
  });
});

describe("authorizer", () => {
  it.each<[Partial<AuthorizerDescription>, string]>([
    [{ status: "INACTIVE" }, "it is INACTIVE instead of ACTIVE"],
    [{ signingDisabled: false }, "signing is on, contrary to the configuration"],
    [
      { authorizerFunctionArn: "arn:aws:lambda:eu-west-1:1:function:other" },
      "it calls arn:aws:lambda:eu-west-1:1:function:other instead of function fleet",
    ],
  ])("fails with %j", async (changes, said) => {
    expect(await check("authorizer", withAuthorizer(changes))).toBe(
      `failed: ${said} | Apply the stack: npx cdktf deploy`,
    );
  });

  it("compares the keys that verify tokens, not only their names", async () => {
    const [pair, other] = [keyPair(), keyPair()];
    const signed = await healthyAws(
      `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { a: device() },
        authorizer: { signing: { tokenKeyName: "token", publicKeys: { k: \`${pair.publicKey.pem}\` } } } });`,
    );
    const withKey = (pem: string) => {
      const changes = { signingDisabled: false, tokenKeyName: "token", tokenSigningPublicKeys: { k: pem } };
      return check("authorizer", withAuthorizer(changes), {}, signed);
    };
    try {
      expect(await withKey(pair.publicKey.pem.replaceAll("\n", "\r\n"))).toMatch(/^ok: .* signing is on/);
      expect(await withKey(other.publicKey.pem)).toMatch(
        /^failed: public key k in AWS \(SHA-256 \w{12}\) is not the configured one \(\w{12}\), so tokens of the configured one are refused \| If the configuration/,
      );
    } finally {
      signed.remove();
    }
  });

  it("fails where there is none", async () => {
    expect(await check("authorizer", { authorizer: async () => undefined })).toMatch(
      /^failed: there is no authorizer fleet/,
    );
  });
});

describe("answer", () => {
  it("fails if AWS does not accept the function's answer, or if the function accepts a login without a password", async () => {
    expect(
      await check("answer", {
        emptyLogin: async () => ({ allowed: false, refusedBy: "aws", because: "It timed out." }),
      }),
    ).toBe("failed: It timed out | See the log: aws logs tail /aws/lambda/fleet");
    const open = { allowed: true, principalId: "x", refreshAfterSeconds: 1, disconnectAfterSeconds: 1 } as const;
    expect(await check("answer", { emptyLogin: async () => ({ ...open, access: [], policyDocuments: [] }) })).toMatch(
      /^failed: it accepts a user that does not exist/,
    );
  });
});

describe("default", () => {
  const ours = { defaultAuthorizer: async () => ({ authorizerName: "fleet", authorizerArn: AUTHORIZER_ARN }) };
  const other = { defaultAuthorizer: async () => ({ authorizerName: "theirs", authorizerArn: "arn:theirs" }) };
  const owned = { ...other, ownerOf: async (arn: string) => (arn === "arn:theirs" ? "their-stack" : undefined) };

  it("fails and names the owner of another default where the stack's authorizer should be the default", async () => {
    expect(await check("default", ours, {}, asDefault)).toBe("ok: fleet is the default");
    expect(await check("default", {}, {}, asDefault)).toMatch(/^failed: there is no default authorizer/);
    expect(await check("default", other, {}, asDefault)).toMatch(
      /^failed: theirs is the default, which belongs to no stack, by its tags \| Find out who set it\./,
    );
    expect(await check("default", owned, {}, asDefault)).toMatch(/which belongs to stack their-stack \|/);
  });

  it("names the owner of the default where the stack's authorizer should not be the default", async () => {
    expect(await check("default", ours)).toMatch(
      /^warning: fleet is the default, though authorizer.setAsDefault is off/,
    );
    expect(await check("default", owned)).toBe(
      "ok: theirs is the default, which belongs to stack their-stack; clients name fleet in their user name",
    );
  });
});

describe("endpoint and TLS", () => {
  it("fail where the host has no address, or no server listens", async () => {
    expect(await check("endpoint", {}, { endpoint: { host: "nothing.invalid", port: 443 } })).toMatch(
      /^failed: nothing\.invalid has no address \((ENOTFOUND|EAI_AGAIN)\) \|/,
    );
    expect(await check("tls", {}, { endpoint: { host: "127.0.0.1", port: 1 } })).toBe(
      "failed: 127.0.0.1:1 cannot be reached (ECONNREFUSED) | Check --endpoint, the network and firewalls.",
    );
  });

  it("fail where the applied stack's endpoint is another account's", async () => {
    const host = "abc-ats.iot.eu-west-1.amazonaws.com";
    const other = { dataEndpoint: async () => "xyz-ats.iot.eu-west-1.amazonaws.com" };
    expect(await check("endpoint", other, { endpoint: { host, port: 443 } })).toBe(
      `failed: the account's endpoint is xyz-ats.iot.eu-west-1.amazonaws.com, the applied stack's ${host} | Check account and Region; then: npx cdktf deploy`,
    );
  });
});
