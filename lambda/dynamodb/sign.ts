import { createHash, createHmac } from "node:crypto";

/** Who asks, and where. */
export interface Signer {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/**
 * The headers of a signed request to DynamoDB: a `POST` of JSON to `/`.
 *
 * Signed here and not by a package: `fetch` and whatever is built on it take ten times as long to load as all the rest of a login.
 * @param host With its port, where that is not the usual one
 * @param target `DynamoDB_20120810.GetItem`
 * @param now Milliseconds since 1970-01-01 UTC
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(
  host: string,
  target: string,
  body: string,
  { region, accessKeyId, secretAccessKey, sessionToken }: Signer,
  now: number,
): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
  // In the order of their names, as the signature wants them.
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.0",
    host,
    "x-amz-date": time,
    ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
    "x-amz-target": target,
  };
  const signed = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ["POST", "/", "", lines.join(""), signed, hash(body)].join("\n");

  const scope = [time.slice(0, 8), region, "dynamodb", "aws4_request"];
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(request)].join("\n")).digest("hex");
  const credential = `${accessKeyId}/${scope.join("/")}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text);
