import { constants, verify } from "node:crypto";
import type { PublicKey } from "../../config/public-key";
import { LIMITS, type RefusalReason, type TokenClaims } from "../../lambda/contract";
import type { User } from "../users/users-schema";
import { decodeToken } from "./decode-token";
import type { SignedToken } from "./issue-token";

/** What a token is checked against: a stack's public keys, authorizer and users, and the time. */
export interface TokenContext {
  readonly publicKeys: Readonly<Record<string, PublicKey>>;
  /** Name of the authorizer, which the claim `aud` must contain. */
  readonly audience: string;
  readonly users: readonly User[];
  readonly now: Date;
}

/** One reason why a token would be refused: the handler's code for it, and a sentence. */
export interface TokenProblem {
  /**
   * AWS IoT Core itself refuses a token for `signature-…`, without calling the handler. The handler finds all other
   * reasons.
   */
  readonly reason: RefusalReason | "signature-malformed" | "signature-wrong";
  readonly message: string;
}

/** Result of checking a token. */
export interface TokenVerdict {
  readonly valid: boolean;
  readonly problems: readonly TokenProblem[];
  /** Name of the configured key that signed it. */
  readonly key?: string;
  readonly claims?: TokenClaims;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Checks whether a token would be accepted, and returns every reason if not.
 * @example verifyToken({ token, signature }, { publicKeys, audience: "cloudprnt-signed", users, now: new Date() }).valid
 */
export function verifyToken({ token, signature }: SignedToken, context: TokenContext): TokenVerdict {
  const key = keyThatSigned(token, signature, context.publicKeys);
  const decoded = decodeToken(token);
  const problems = [
    ...signatureProblems(signature, key, decoded?.keyName, Object.keys(context.publicKeys)),
    ...(decoded ? claimsProblems(decoded.claims, context) : [MALFORMED]),
  ];
  return {
    valid: problems.length === 0,
    problems,
    ...(key ? { key } : {}),
    ...(decoded ? { claims: decoded.claims } : {}),
  };
}

const MALFORMED: TokenProblem = {
  reason: "token-malformed",
  message:
    "It is not a token of the form header.payload with sub, aud and exp. The signature of a JWT is not part of the token.",
};

function keyThatSigned(token: string, signature: string, publicKeys: TokenContext["publicKeys"]): string | undefined {
  if (!isBase64(signature)) return undefined;
  const bytes = Buffer.from(signature, "base64");
  const padding = constants.RSA_PKCS1_PADDING;
  return Object.keys(publicKeys).find((name) =>
    verify("sha256", Buffer.from(token), { key: publicKeys[name]?.pem ?? "", padding }, bytes),
  );
}

function isBase64(signature: string): boolean {
  return signature !== "" && signature.length <= LIMITS.signatureCharacters && BASE64.test(signature);
}

function signatureProblems(
  signature: string,
  key: string | undefined,
  keyName: string | undefined,
  known: readonly string[],
): TokenProblem[] {
  if (key !== undefined) return [];
  if (signature === "") return [{ reason: "signature-malformed", message: "There is no signature beside the token." }];
  if (!isBase64(signature)) {
    const message =
      "The signature is not in standard base64 with padding; convert base64url, and decode percent-encoding.";
    return [{ reason: "signature-malformed", message }];
  }
  const named = keyName !== undefined && /^[\w:-]{1,128}$/.test(keyName) ? ` The token names ${keyName}.` : "";
  const message = `The signature matches none of the configured keys (${known.join(", ")}).${named}`;
  return [{ reason: "signature-wrong", message }];
}

function claimsProblems({ sub, aud, exp, nbf }: TokenClaims, { audience, users, now }: TokenContext): TokenProblem[] {
  const time = now.getTime();
  const problems: (TokenProblem | false)[] = [
    ![aud].flat().includes(audience) && {
      reason: "token-wrong-audience",
      message: `It was made for the authorizer ${JSON.stringify(aud)}; this stack's is ${audience}.`,
    },
    exp * 1000 <= time && { reason: "token-expired", message: `It expired at ${isoTime(exp)}.` },
    nbf !== undefined &&
      nbf * 1000 > time && { reason: "token-not-yet-valid", message: `It is not valid before ${isoTime(nbf)}.` },
    userProblem(sub, users, time),
  ];
  return problems.filter((problem) => problem !== false);
}

function userProblem(name: string, users: readonly User[], time: number): TokenProblem | false {
  const user = users.find((candidate) => candidate.name === name);
  if (!user) return { reason: "unknown-user", message: `There is no user ${name}.` };
  if (user.disabled) return { reason: "user-disabled", message: `User ${name} is disabled.` };
  if (user.expiresAt === undefined || Date.parse(user.expiresAt) > time) return false;
  return { reason: "user-expired", message: `User ${name} expired at ${user.expiresAt}.` };
}

/**
 * Returns a claim's time as ISO 8601 in UTC, or as seconds since 1970 if it is beyond the range of JavaScript's `Date`.
 */
export function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s after 1970` : date.toISOString().replace(/\.\d+Z$/, "Z");
}
