import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authorizerName } from "../../config/authorizer-name";
import { resolveConfig } from "../../config/resolve";
import { issueToken, type SignedToken } from "../../identity/tokens/issue-token";
import { type PasteForms, pasteForms } from "../../identity/tokens/paste-forms";
import { hashGeneratedSecret } from "../../identity/users/secret";
import { loadStack } from "../../infra/load-stack";
import { packageFunction } from "../../infra/packaging/package-function";
import { HANDLER, type TokenClaims } from "../../lambda/contract";
import { type LocalIotCore, startLocalIotCore } from "../../local";
import { type KeyPair, keyPair } from "../identity/tokens/key-pair";
import { EventRecorder } from "./event-recorder";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const PROJECT = join(__dirname, "../..");
export const AUTHORIZER = "signed-clients-signed";
export const TOKEN_KEY = "token";

/** A token in all its forms. */
export interface IssuedToken extends SignedToken {
  readonly forms: PasteForms;
}

/** A stand-in with a stack whose authorizer asks for signed tokens: `PRINTER` has none but tokens, `CAMERA` a password as well. */
export interface SignedStandIn {
  readonly core: LocalIotCore;
  readonly caFile: string;
  /** Signs a token for `PRINTER` that is good for an hour, or what the claims say. */
  issue(claims?: Partial<TokenClaims>, key?: KeyPair): IssuedToken;
  /** The handler's decisions so far: `allowed`, or the reason of a refusal. */
  decisions(): readonly string[];
  /** Everything the stand-in told and the handler logged, as text. */
  log(): string;
  close(): Promise<void>;
}

/** Starts one, with the zip and the keys that would be deployed. */
export async function startSignedStandIn(): Promise<SignedStandIn> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-signed-"));
  const [first, second] = [keyPair(), keyPair()];
  await writeFile(join(folder, "first.pem"), first.publicKey.pem);
  const stack = await load(folder, { first: "first.pem", second: second.publicKey.pem });
  const { events, listen } = new EventRecorder();
  const core = await startLocalIotCore({ certificatesFolder: join(folder, "certificates"), onEvent: listen });
  core.load(stack);
  return {
    core,
    caFile: core.certificates.caFile,
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
    close: async () => {
      await core.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function load(folder: string, publicKeys: Record<string, string>) {
  const [stack] = resolveConfig({
    name: "signed-clients",
    region: "us-east-1",
    authorizer: { signing: { tokenKeyName: TOKEN_KEY, publicKeys } },
    groups: {
      things: { clientIds: ["{username}"], publish: ["telemetry/{username}"], subscribe: ["telemetry/{username}"] },
    },
  });
  if (stack === undefined) throw new Error("the configuration holds no stack");
  const users = [
    { name: PRINTER, group: "things" },
    { name: CAMERA, group: "things", secrets: [hashGeneratedSecret(PASSWORD)] },
    { name: "off", group: "things", disabled: true },
  ];
  await writeFile(join(folder, "users.json"), JSON.stringify({ users }));
  const { settings, stackName, packageInput } = await loadStack(stack, folder);
  const { zip } = await packageFunction(PROJECT, join(folder, "cache"), packageInput);
  const { signing } = settings.authorizer;
  return {
    stackName,
    function: { zip, handler: HANDLER, memorySize: 256, timeout: 5 },
    authorizer: {
      name: authorizerName(stackName, settings.authorizer),
      signingDisabled: false,
      ...(signing ? { tokenKeyName: signing.tokenKeyName, publicKeys: signing.publicKeys } : {}),
    },
  };
}
