import type { CompiledAccess, CompiledUser } from "../../../lambda/contract";
import { login } from "../../../lambda/login";
import type { Verifier } from "../../../lambda/verify/verify";
import { CLAIMS, makeToken, NOW } from "./make-token";

const CONTEXT = { invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:x" };
const group = { clientIds: ["*"], documents: [], disconnectAfterInSeconds: 3600, refreshAfterInSeconds: 300 };
const access: CompiledAccess = { format: 1, groups: { printers: group }, refusalWork: {} };

const TOKENS = {
  none: {},
  right: { token: makeToken(), signatureVerified: true },
  "right, not verified": { token: makeToken(), signatureVerified: false },
  "for another authorizer": { token: makeToken({ aud: "another" }), signatureVerified: true },
  ended: { token: makeToken({ exp: 1 }), signatureVerified: true },
  "not begun": { token: makeToken({ nbf: NOW }), signatureVerified: true },
  "of another user": { token: makeToken({ sub: "dev2" }), signatureVerified: true },
  "no token at all": { token: "dev1", signatureVerified: true },
};
const NAMES = ["", "dev1", "dev2", "?SDK=x", "dev1?SDK=x"];
const PASSWORDS = ["", "right", "wrong"];
const USERS: Readonly<Record<string, Partial<CompiledUser> | undefined>> = {
  "with a secret": { s: ["secret"] },
  "without a secret": { s: [] },
  disabled: { s: ["secret"], d: 1 },
  expired: { s: ["secret"], e: NOW },
  unknown: undefined,
};

/** Whether a combination is accepted for `dev1`, the only user. */
async function isLetIn(
  signing: boolean,
  token: object,
  username: string,
  password: string,
  user: string,
): Promise<boolean> {
  const found = USERS[user];
  const verify = async (secrets: readonly string[] | undefined, bytes: Buffer) =>
    secrets?.[0] === "secret" && bytes.toString() === "right";
  const services = {
    access: signing ? { ...access, tokenAudience: CLAIMS.aud } : access,
    store: {
      find: async (name: string) => (found && name === "dev1" ? { g: "printers", s: [], ...found } : undefined),
    },
    verifier: { verify } as unknown as Verifier,
    now: () => NOW,
  };
  const mqtt = { username, password: Buffer.from(password).toString("base64"), clientId: "c" };
  return login({ ...token, protocolData: { mqtt } }, CONTEXT, services).then(
    () => true,
    () => false,
  );
}

/** Returns every combination that is accepted, in words. */
async function letIn(signing: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const [word, token] of Object.entries(TOKENS)) {
    for (const name of NAMES) {
      for (const password of PASSWORDS) {
        for (const user of Object.keys(USERS)) {
          if (await isLetIn(signing, token, name, password, user)) {
            found.push(`token ${word}, name "${name}", password "${password}", user ${user}`);
          }
        }
      }
    }
  }
  return found;
}

describe("all combinations of token, user name, password and user", () => {
  it("with signing off, only a right password without a token is accepted", async () => {
    expect(await letIn(false)).toEqual([
      'token none, name "dev1", password "right", user with a secret',
      'token none, name "dev1?SDK=x", password "right", user with a secret',
    ]);
  });

  it("with signing on, only a right token is accepted, if user name and password agree with it", async () => {
    const names = ["", "dev1", "?SDK=x", "dev1?SDK=x"];
    expect(await letIn(true)).toEqual(
      names.flatMap((name) => [
        `token right, name "${name}", password "", user with a secret`,
        `token right, name "${name}", password "", user without a secret`,
        `token right, name "${name}", password "right", user with a secret`,
      ]),
    );
  });
});
