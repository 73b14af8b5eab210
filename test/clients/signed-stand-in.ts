import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { issueToken, type SignedToken } from "../../identity/tokens/issue-token";
import { type PasteForms, pasteForms } from "../../identity/tokens/paste-forms";
import { hashGeneratedSecret } from "../../identity/users/secret";
import type { TokenClaims } from "../../lambda/contract";
import { deploymentOf, type StandIn, serveStack } from "../helpers/stand-in";
import { type KeyPair, keyPair } from "../identity/tokens/key-pair";
import { CAMERA, PASSWORD, PRINTER } from "./users";

export const AUTHORIZER = "signed-clients-signed";
export const TOKEN_KEY = "token";

const CONFIG = {
  name: "signed-clients",
  region: "us-east-1",
  groups: {
    things: { clientIds: ["{username}"], publish: ["telemetry/{username}"], subscribe: ["telemetry/{username}"] },
  },
};
const USERS = [
  { name: PRINTER, group: "things" },
  { name: CAMERA, group: "things", secrets: [hashGeneratedSecret(PASSWORD)] },
  { name: "off", group: "things", disabled: true },
];

/** A token with the texts in which users paste it. */
export interface IssuedToken extends SignedToken {
  readonly forms: PasteForms;
}

/**
 * A stand-in with a stack whose authorizer requires signed tokens. `PRINTER` logs in with tokens only; `CAMERA` also
 * has a password.
 */
export interface SignedStandIn extends StandIn {
  /** Signs a token. @param claims Claims that differ from a token for `PRINTER` that is valid for an hour */
  issue(claims?: Partial<TokenClaims>, key?: KeyPair): IssuedToken;
  /** Returns the handler's decisions so far: the outcome of an accepted login, or the reason of a refusal. */
  decisions(): readonly string[];
  /** Returns all events of the stand-in, with the handler's log lines, as JSON. */
  log(): string;
}

/** Starts a stand-in with the zip and the keys that would be deployed. */
export async function startSignedStandIn(): Promise<SignedStandIn> {
  const [first, second] = [keyPair(), keyPair()];
  const publicKeys = { first: "first.pem", second: second.publicKey.pem };
  const standIn = await serveStack(async (folder) => {
    await writeFile(join(folder, "first.pem"), first.publicKey.pem);
    return deploymentOf({ ...CONFIG, authorizer: { signing: { tokenKeyName: TOKEN_KEY, publicKeys } } }, USERS, folder);
  });
  const { core, events } = standIn;
  return {
    ...standIn,
    issue(claims = {}, key = second) {
      const now = Math.floor(Date.now() / 1000);
      const whole = { sub: PRINTER, aud: AUTHORIZER, iat: now, exp: now + 3600, ...claims };
      const signed = issueToken(whole, "second", key.privateKey);
      const user = whole.sub;
      return {
        ...signed,
        forms: pasteForms({
          ...signed,
          user,
          authorizerName: AUTHORIZER,
          tokenKeyName: TOKEN_KEY,
          endpoint: `localhost:${core.port}`,
          region: core.region,
          clientId: user,
          topic: `telemetry/${user}`,
        }),
      };
    },
    decisions: () =>
      events.flatMap((event) => {
        if (event.event !== "authorizer-log") return [];
        const { outcome, reason } = JSON.parse(event.line) as { outcome: string; reason?: string };
        return [reason ?? outcome];
      }),
    log: () => JSON.stringify(events),
  };
}
