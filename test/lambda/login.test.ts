import type { CompiledAccess, CompiledUser } from "../../lambda/contract";
import { type LoginServices, login } from "../../lambda/login";
import type { Verifier } from "../../lambda/verify/verify";
import { CLAIMS, makeToken } from "./token/make-token";

const NOW = Date.UTC(2026, 0, 1);
const CONTEXT = { invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:x" };

const access: CompiledAccess = {
  format: 1,
  groups: {
    printers: {
      clientIds: ["{username}"],
      documents: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: ["iot:Connect"], Resource: ["client/{username}"] }],
        },
      ],
      disconnectAfterInSeconds: 3_600,
      refreshAfterInSeconds: 300,
    },
  },
  refusalWork: {},
};

/** Returns services with one user, and a verifier that accepts the password "right". */
function services(user: Partial<CompiledUser> | undefined): LoginServices & { verify: jest.Mock } {
  const verify = jest.fn(async (_secrets: unknown, password: Buffer) => password.toString() === "right");
  return {
    access,
    store: { find: async (name) => (user && name === "dev1" ? { g: "printers", s: ["secret"], ...user } : undefined) },
    verifier: { verify } as unknown as Verifier,
    now: () => NOW,
    verify,
  };
}

function event(password = "right", clientId = "dev1"): object {
  return {
    protocolData: { mqtt: { username: "dev1?SDK=x", password: Buffer.from(password).toString("base64"), clientId } },
  };
}

const attempt = (user: Partial<CompiledUser> | undefined, password?: string, clientId?: string) =>
  login(event(password, clientId), CONTEXT, services(user));

describe("login", () => {
  it("accepts a user, with the group's times and the user's policy", async () => {
    expect(await attempt({})).toEqual({
      user: "dev1",
      group: "printers",
      response: {
        isAuthenticated: true,
        principalId: expect.stringMatching(/^dev1x/),
        policyDocuments: [
          {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["iot:Connect"],
                Resource: ["arn:aws:iot:us-east-1:123456789012:client/dev1"],
              },
            ],
          },
        ],
        disconnectAfterInSeconds: 3_600,
        refreshAfterInSeconds: 300,
      },
    });
  });

  it.each(["right\0", "\0", "ri\0ght"])(
    "refuses %j without looking for the user or hashing anything",
    async (password) => {
      const all = { ...services({}), store: { find: jest.fn() } };
      await expect(login(event(password), CONTEXT, all)).rejects.toMatchObject({
        reason: "invalid-password",
        subject: { user: "dev1" },
      });
      expect(all.verify).not.toHaveBeenCalled();
      expect(all.store.find).not.toHaveBeenCalled();
    },
  );

  it.each([
    ["before its expiry", NOW + 1, true],
    ["at the very moment", NOW, false],
    ["after it", NOW - 1, false],
  ])("of a user that expires: %s", async (_, e, allowed) => {
    if (allowed) await expect(attempt({ e })).resolves.toMatchObject({ user: "dev1" });
    else await expect(attempt({ e })).rejects.toMatchObject({ reason: "user-expired" });
  });

  it("refuses a user who is both disabled and expired as user-disabled", async () => {
    await expect(attempt({ d: 1, e: 0 })).rejects.toMatchObject({ reason: "user-disabled" });
  });

  it.each([
    ["an unknown user", undefined, { reason: "unknown-user", subject: { user: "dev1" } }],
    ["a known user", {}, { reason: "wrong-password", subject: { user: "dev1", group: "printers" } }],
    ["a disabled user", { d: 1 as const }, { reason: "wrong-password" }],
    ["an expired user", { e: 0 }, { reason: "wrong-password" }],
    ["a user of an unknown group", { g: "nowhere" }, { reason: "wrong-password" }],
  ])("refuses a wrong password as wrong-password, whatever else is wrong: %s", async (_, user, expected) => {
    await expect(attempt(user, "wrong")).rejects.toMatchObject(expected);
  });

  it("verifies a password also for an unknown user, so that the refusal takes as long", async () => {
    const without = services(undefined);
    await expect(login(event(), CONTEXT, without)).rejects.toMatchObject({ reason: "unknown-user" });
    expect(without.verify).toHaveBeenCalledWith(undefined, Buffer.from("right"));
  });

  it.each(["nowhere", "constructor", "toString", "__proto__"])("refuses a user of the group %j", async (g) => {
    await expect(attempt({ g })).rejects.toMatchObject({
      reason: "unknown-group",
      subject: { user: "dev1", group: g },
    });
  });

  it.each(["right", "wrong"])("refuses a login with a malformed item, with the password %j", async (password) => {
    const malformed = { ...services({}), store: { find: async () => "malformed" as const } };
    await expect(login(event(password), CONTEXT, malformed)).rejects.toMatchObject({
      reason: "user-malformed",
      subject: { user: "dev1" },
    });
    expect(malformed.verify).toHaveBeenCalledWith(undefined, Buffer.from(password));
  });

  it("names the user and group whose client id was not allowed", async () => {
    await expect(attempt({}, "right", "dev2")).rejects.toMatchObject({
      reason: "client-id-not-allowed",
      subject: { user: "dev1", group: "printers" },
    });
  });

  it("does not report a broken store as a wrong password", async () => {
    const broken = { ...services({}), store: { find: () => Promise.reject(new Error("out of reach")) } };
    await expect(login(event(), CONTEXT, broken)).rejects.toThrow("out of reach");
  });
});

describe("login with a token", () => {
  /** Logs in to a stack with signing. The event has a verified token, and the test's claims and MQTT data. */
  function attemptSigned(user: Partial<CompiledUser> | undefined, mqtt: object | undefined, claims: object = {}) {
    const own = services(user);
    const signed = { ...own, access: { ...access, tokenAudience: CLAIMS.aud } };
    const event = { token: makeToken(claims), signatureVerified: true, ...(mqtt ? { protocolData: { mqtt } } : {}) };
    return { outcome: login(event, CONTEXT, signed), verify: own.verify };
  }
  const password = (text: string): string => Buffer.from(text).toString("base64");

  it.each([
    ["a user with a secret", { s: ["secret"] }],
    ["a user without one", { s: [] }],
  ])("accepts %s without a password, and checks none", async (_, user) => {
    const { outcome, verify } = attemptSigned(user, { username: "dev1", clientId: "dev1" });
    await expect(outcome).resolves.toMatchObject({ user: "dev1", group: "printers" });
    expect(verify).not.toHaveBeenCalled();
  });

  it("needs nothing but the token, as over HTTP", async () => {
    await expect(attemptSigned({}, undefined).outcome).resolves.toMatchObject({ user: "dev1" });
  });

  it("checks a password that is sent all the same", async () => {
    const { outcome, verify } = attemptSigned({ s: ["secret"] }, { password: password("right") });
    await expect(outcome).resolves.toMatchObject({ user: "dev1" });
    expect(verify).toHaveBeenCalledWith(["secret"], Buffer.from("right"));

    await expect(attemptSigned({}, { password: password("wrong") }).outcome).rejects.toMatchObject({
      reason: "wrong-password",
    });
  });

  it("refuses a token for a malformed item", async () => {
    const malformed = {
      ...services({}),
      store: { find: async () => "malformed" as const },
      access: { ...access, tokenAudience: CLAIMS.aud },
    };
    const event = { token: makeToken(), signatureVerified: true };
    await expect(login(event, CONTEXT, malformed)).rejects.toMatchObject({
      reason: "user-malformed",
      subject: { user: "dev1" },
    });
  });

  it("verifies a password for a user without secrets as for an unknown user", async () => {
    const { verify, outcome } = attemptSigned({ s: [] }, { password: password("wrong") });
    await expect(outcome).rejects.toMatchObject({ reason: "wrong-password" });
    expect(verify).toHaveBeenCalledWith(undefined, Buffer.from("wrong"));
  });

  it.each([
    ["unknown-user", undefined, {}],
    ["user-disabled", { d: 1 as const }, {}],
    ["user-expired", { e: NOW }, {}],
    ["unknown-group", { g: "nowhere" }, {}],
    ["client-id-not-allowed", {}, { clientId: "dev2" }],
    ["token-of-another-user", {}, { username: "dev2" }],
    ["invalid-client-id", {}, { clientId: "dev1/#" }],
  ])("looks at the user's state and at the client as for a password: %s", async (reason, user, mqtt) => {
    await expect(attemptSigned(user, mqtt).outcome).rejects.toMatchObject({ reason });
  });

  it("ends the connection with the token", async () => {
    const { outcome } = attemptSigned({}, undefined, { exp: NOW / 1000 + 1000 });
    await expect(outcome).resolves.toMatchObject({
      response: { disconnectAfterInSeconds: 1000, refreshAfterInSeconds: 300 },
    });
  });

  it("is the only way in where signing is on: a right password alone is refused", async () => {
    const signed = { ...services({}), access: { ...access, tokenAudience: CLAIMS.aud } };
    await expect(login(event(), CONTEXT, signed)).rejects.toMatchObject({ reason: "token-missing" });
  });
});
