import { ADDRESS } from "../../infra/addresses";
import { knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

/** Warns of changes of the authorizer: its status, function, name, signing and caching. */
export function authorizerWarnings(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.authorizer);
  if (!after) return [];
  const ownFunction = knownChange(plan, ADDRESS.function).after?.arn ?? undefined;
  return [
    ...statusWarnings(before?.status, after.status),
    ...functionWarnings(before, after, ownFunction),
    ...(before
      ? [...renameWarnings(before, after), ...signingWarnings(before, after), ...cacheWarnings(before, after)]
      : []),
  ];
}

type Authorizer = NonNullable<ReturnType<typeof knownChange<typeof ADDRESS.authorizer>>["after"]>;
type Status = Authorizer["status"];

function statusWarnings(before: Status, after: Status): Warning[] {
  if (after === "INACTIVE" && before !== "INACTIVE") {
    const sentence = say`The authorizer is INACTIVE from now on: AWS IoT Core refuses every login.`;
    return [{ code: "authorizer-inactive", sentence, narrows: true }];
  }
  if (before === "INACTIVE" && after === "ACTIVE") {
    const sentence = say`The authorizer is ACTIVE again: everybody in the access map can log in.`;
    return [{ code: "authorizer-active", sentence, widens: true }];
  }
  return [];
}

function functionWarnings(before: Authorizer | undefined, after: Authorizer, own: string | undefined): Warning[] {
  const [was, is] = [before?.authorizer_function_arn, after.authorizer_function_arn];
  // A plan leaves out values that are not known yet. If the ARN of the stack's own function is not known, a known ARN
  // is another function's.
  if (!is || is === was || is === own) return [];
  const sentence = say`The authorizer calls a function other than this stack's from now on: ${is} decides who can log in.`;
  return [{ code: "authorizer-function-changed", sentence, widens: true, narrows: true }];
}

function renameWarnings(before: Authorizer, after: Authorizer): Warning[] {
  if (!before.name || !after.name || before.name === after.name) return [];
  const tokens: Sentence = after.signing_disabled === false ? [", and tokens made for the old name"] : [];
  const sentence = say`The authorizer is called ${after.name} from now on (before: ${before.name}): clients that name the old one are refused${tokens}.`;
  return [{ code: "authorizer-renamed", sentence, narrows: true }];
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-manage.html */
function cacheWarnings(before: Authorizer, after: Authorizer): Warning[] {
  if (before.enable_caching_for_http !== false || after.enable_caching_for_http !== true) return [];
  const sentence = say`AWS IoT Core caches decisions about HTTP clients (enableCachingForHttp): a disabled or removed user can continue to publish until the group's refresh.`;
  return [{ code: "http-caching-on", sentence, widens: true }];
}

function signingWarnings(before: Authorizer, after: Authorizer): Warning[] {
  if (before.signing_disabled === false && after.signing_disabled === true) {
    const sentence = say`Signing is switched off: a password alone is enough to log in again, and AWS IoT Core checks no token any more.`;
    return [{ code: "signing-off", sentence, widens: true }];
  }
  if (after.signing_disabled !== false) return [];
  if (before.signing_disabled === true) {
    const sentence = say`Signing is switched on: clients that send no signed token are refused, even with the right password.`;
    return [{ code: "signing-on", sentence, narrows: true }];
  }
  return [
    ...tokenFieldWarnings(before.token_key_name, after.token_key_name),
    ...keyWarnings(before.token_signing_public_keys ?? {}, after.token_signing_public_keys ?? {}),
  ];
}

/** AWS IoT Core reads the token only from the field with this name. */
function tokenFieldWarnings(was: string | null | undefined, is: string | null | undefined): Warning[] {
  if (!was || !is || was === is) return [];
  const sentence = say`Clients must send their token as ${is} from now on (tokenKeyName, before: ${was}): clients that still send it as ${was} are refused.`;
  return [{ code: "token-key-renamed", sentence, narrows: true }];
}

type Keys = Readonly<Record<string, string>>;

function keyWarnings(before: Keys, after: Keys): Warning[] {
  const added = Object.keys(after).filter((name) => trimmed(before[name]) !== trimmed(after[name]));
  const removed = Object.keys(before).filter((name) => after[name] === undefined);
  const trusted = say`Tokens signed with ${list(added)} are trusted from now on, for any user: make sure who holds the private key.`;
  const distrusted = say`Tokens signed with ${list(removed)} are refused from now on.`;
  return [
    ...(added.length > 0 ? [{ code: "signing-key-added", sentence: trusted, widens: true } as const] : []),
    ...(removed.length > 0 ? [{ code: "signing-key-removed", sentence: distrusted, narrows: true } as const] : []),
  ];
}

function trimmed(key: string | undefined): string | undefined {
  return key?.trim();
}
