import type { CompiledAccess, CompiledUser } from "../../lambda/contract";
import { login } from "../../lambda/login";
import { sha256 } from "../../lambda/verify/sha256";
import { Verifier } from "../../lambda/verify/verify";

const NOW = Date.UTC(2027, 0, 1);
const SALT = Buffer.alloc(16, 7);
const stored = (secret: string) =>
  ["", "sha256", SALT.toString("base64"), sha256(Buffer.from(secret), SALT).toString("base64")]
    .join("$")
    .replaceAll("=", "");
const access: CompiledAccess = {
  format: 1,
  groups: {
    a: { clientIds: ["{username}"], documents: [], disconnectAfterInSeconds: 3600, refreshAfterInSeconds: 300 },
  },
  refusalWork: {},
};

async function attempt(user: Partial<CompiledUser>, password: string): Promise<string> {
  const event = {
    protocolData: { mqtt: { username: "dev1", clientId: "dev1", password: Buffer.from(password).toString("base64") } },
  };
  const store = { find: async () => ({ g: "a", s: [stored("old"), stored("new")], ...user }) };
  const services = { access, store, verifier: new Verifier({}), now: () => NOW };
  const context = { invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:x" };
  return login(event, context, services).then(
    () => "allowed",
    (refusal) => refusal.reason,
  );
}

describe("a user's older secret", () => {
  it.each([
    ["works without an end", {}, "old", "allowed"],
    ["works until its end", { r: NOW + 1 }, "old", "allowed"],
    ["is refused from its end on", { r: NOW }, "old", "wrong-password"],
    ["does not take the newer one with it", { r: NOW }, "new", "allowed"],
  ])("%s", async (_, user, password, outcome) => {
    expect(await attempt(user, password)).toBe(outcome);
  });
});
