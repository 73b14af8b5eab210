import { createHash, createHmac } from "node:crypto";

/** The Region and the credentials of a request. */
export interface Signer {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/**
 * Returns the headers of a signed request to DynamoDB: a `POST` of JSON to `/`.
 *
 * The request is signed here and not by a package, because `fetch` and packages that use it take ten times as long to
 * load as everything else in a login.
 * @param host host name, with the port unless it is the default port
 * @param target action in DynamoDB's API, such as `DynamoDB_20120810.GetItem`
 * @param now milliseconds since 1970-01-01 UTC
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
  // Sorted by name, as the signature requires.
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
