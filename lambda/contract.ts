/**
 * The interface between the Lambda function and the rest of the project: the function's event and response, AWS's
 * limits, and the files in the zip. Other folders may import only this file and `partitions.ts` from `lambda/`.
 */

/** Protocols that AWS IoT Core lists in an event. */
export type Protocol = "tls" | "http" | "mqtt";

/**
 * The event that AWS IoT Core sends to a custom authorizer's Lambda function. Members that do not apply to the
 * connection are missing.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * { "signatureVerified": false, "protocols": ["tls", "mqtt"],
 *   "protocolData": { "tls": { "serverName": "xxx-ats.iot.us-east-1.amazonaws.com" },
 *                     "mqtt": { "username": "00:11:62:aa:bb:cc", "password": "czNjcmV0", "clientId": "00:11:62:aa:bb:cc" } },
 *   "connectionMetadata": { "id": "0b1f3c0e-1b7b-4ef4-8f57-0f6f1b2b9d5b" } }
 */
export interface AuthorizerEvent {
  /** The client's token, if it sent one with the authorizer's token key name. */
  readonly token?: string;
  /** Whether AWS IoT Core verified the token's signature. `false` if the authorizer has signing disabled. */
  readonly signatureVerified?: boolean;
  readonly protocols?: readonly Protocol[];
  readonly protocolData?: {
    /**
     * Server name from the TLS SNI extension. At an endpoint of type CUSTOM_AUTH_X509 also the client's certificate and its id.
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-509cert.html
     */
    readonly tls?: {
      readonly serverName?: string;
      readonly x509CertificatePem?: string;
      readonly principalId?: string;
    };
    /** `queryString` begins with `?`. */
    readonly http?: { readonly headers?: Readonly<Record<string, string>>; readonly queryString?: string };
    /** `password` is base64 of the bytes in the CONNECT packet. `clientId` is missing if the device sent none. */
    readonly mqtt?: { readonly username?: string; readonly password?: string; readonly clientId?: string };
  };
  /** `id`: UUID of the connection, for log entries. */
  readonly connectionMetadata?: { readonly id?: string };
}

/** The part of Lambda's context object that the handler reads. */
export interface InvocationContext {
  /**
   * `arn:<partition>:lambda:<region>:<account>:function:<name>`: the handler reads partition, Region and account from
   * it.
   */
  readonly invokedFunctionArn: string;
  readonly awsRequestId?: string;
}

/** One statement of an AWS IoT policy. */
export interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** An AWS IoT policy document. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * The response of the handler.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export interface AuthorizerResponse {
  readonly isAuthenticated: boolean;
  /** 1 to 128 of `A-Z a-z 0-9`. */
  readonly principalId: string;
  /** At most 10 documents of at most 2,048 characters. */
  readonly policyDocuments: readonly PolicyDocument[];
  /** Seconds, 300 to 86,400. */
  readonly disconnectAfterInSeconds: number;
  /** Seconds, 300 to 86,400. */
  readonly refreshAfterInSeconds: number;
}

/**
 * AWS's limits for custom authentication.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export const LIMITS = {
  /** Seconds that AWS IoT Core waits for the function. */
  functionTimeoutSeconds: 5,
  policyDocuments: 10,
  policyDocumentCharacters: 2048,
  principalIdCharacters: 128,
  minSeconds: 300,
  maxSeconds: 86_400,
  /** Bytes of UTF-8 in a client id. */
  clientIdBytes: 128,
  /** Bytes of UTF-8 in a topic. */
  topicBytes: 256,
  /** Slashes in a topic or topic filter. */
  topicSlashes: 7,
  /** Characters in a token, and in its signature. */
  tokenCharacters: 6144,
  signatureCharacters: 2560,
} as const;

/**
 * A user name: 1 to 128 of `A-Z a-z 0-9 . _ : @ -`, starting with a letter or digit. None of these has a meaning in a
 * policy.
 */
export const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

/** File names inside the zip, and the function's entry point. */
export const PACKAGE_FILES = { code: "index.js", access: "access.json", users: "users.jsonl" } as const;
/** Value of the Lambda function's `handler` setting. */
export const HANDLER = "index.handler";

/**
 * One group, compiled at synth time. Resources have no ARN prefix (`topic/telemetry/{username}/*`); the handler adds
 * partition, Region and account, and replaces `{username}` and `{clientId}`.
 */
export interface CompiledGroup {
  /**
   * Client ids that its users may use: an exact client id, or a prefix that ends with `*`; placeholders are replaced
   * first.
   */
  readonly clientIds: readonly string[];
  readonly documents: readonly PolicyDocument[];
  readonly disconnectAfterInSeconds: number;
  readonly refreshAfterInSeconds: number;
}

/** Content of `access.json` in the zip. */
export interface CompiledAccess {
  readonly format: 1;
  readonly groups: Readonly<Record<string, CompiledGroup>>;
  /**
   * Number of slow hash checks that every refused login performs, by hash scheme and parameters
   * (`scrypt$ln=15,r=8,p=1`), so that the duration of a refusal does not reveal which users exist. Empty if all secrets
   * are generated.
   */
  readonly refusalWork: Readonly<Record<string, number>>;
  /**
   * Name of the authorizer, which must be the audience of tokens. Missing if signing is off; then no token is accepted.
   */
  readonly tokenAudience?: string;
  /** Name of the DynamoDB table with the users, in the function's Region. Missing if the users are in the zip. */
  readonly table?: string;
  /** CloudWatch namespace of the metrics in the decision log. Missing if there are none. */
  readonly metricsNamespace?: string;
}

/**
 * Names of the metrics in the decision log. Each has the dimension `FunctionName`; `Refused` is also published with the
 * dimension `reason`. A decision sets `Allowed` and `Refused` to 1 or 0, and `milliseconds` to its duration.
 */
export const METRICS = {
  namespace: "IotAuth",
  allowed: "Allowed",
  refused: "Refused",
  duration: "milliseconds",
} as const;

/**
 * The claims of a token. Its text is that of an unsigned JWT, `header.payload` in base64url without padding; the header
 * is `{"alg":"RS256","typ":"JWT","kid":"<key name>"}`, the payload are these claims. Clients send the signature
 * separately, in standard base64.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 */
export interface TokenClaims {
  /** User name. */
  readonly sub: string;
  /** Name of the authorizer, or a list that contains it. */
  readonly aud: string | readonly string[];
  /** Expiry, seconds since 1970-01-01 UTC; tokens of other issuers may have a fraction. */
  readonly exp: number;
  /** Start of the validity, seconds since 1970-01-01 UTC. */
  readonly nbf?: number;
  /** Time of issue, seconds since 1970-01-01 UTC. */
  readonly iat?: number;
  /** Id of the token. */
  readonly jti?: string;
}

/**
 * The value of one line of `users.jsonl`, which is the user name, a tab, and this value as JSON. Lines are sorted by
 * the bytes of the name, so that a login reads only a few lines, however many users there are.
 */
export interface CompiledUser {
  /** Group. */
  readonly g: string;
  /** Secrets as PHC strings, one or two. */
  readonly s: readonly string[];
  /** Expiry, milliseconds since 1970-01-01 UTC. */
  readonly e?: number;
  /** Time from which the first of two secrets is refused, milliseconds since 1970-01-01 UTC. */
  readonly r?: number;
  /** Disabled. */
  readonly d?: 1;
}

/**
 * One item of the users table, with the same member names as a user in a users file, so that it can be read and
 * corrected in the DynamoDB console. `name` is the partition key; there is no sort key.
 */
export interface TableUser {
  readonly name: string;
  readonly group: string;
  /** PHC strings, none to two, oldest first. */
  readonly secrets?: readonly string[];
  /** Time from which the user is refused: ISO 8601 in UTC. */
  readonly expiresAt?: string;
  readonly disabled?: boolean;
  /** Time from which the first of two secrets is refused: ISO 8601 in UTC. */
  readonly retireFirstAt?: string;
  /** Time at which the newest secret was made: ISO 8601 in UTC. */
  readonly rotatedAt?: string;
  readonly note?: string;
  /** Number of changes, so that the later of two concurrent writes fails. Missing means 0. */
  readonly version?: number;
}

/** Why a login was refused. Appears in the decision log, never in the response. */
export type RefusalReason =
  | "malformed-event"
  | "no-credentials"
  | "invalid-user-name"
  | "invalid-client-id"
  | "invalid-password"
  | "unknown-user"
  | "wrong-password"
  | "token-missing"
  | "token-not-accepted"
  | "token-not-verified"
  | "token-malformed"
  | "token-wrong-audience"
  | "token-expired"
  | "token-not-yet-valid"
  | "token-of-another-user"
  | "user-disabled"
  | "user-expired"
  | "unknown-group"
  | "client-id-not-allowed"
  | "client-id-missing"
  | "policy-too-large"
  | "user-malformed"
  | "store-unavailable"
  | "internal-error";

/** The line of JSON that the handler logs for each decision. Holds no secret, hash or token. */
export interface DecisionLog {
  readonly event: "decision";
  readonly outcome: "allowed" | "refused";
  readonly reason?: RefusalReason;
  /** The user name. Missing if the client sent an invalid one, which may be a password. */
  readonly user?: string;
  readonly group?: string;
  readonly clientId?: string;
  readonly connectionId?: string;
  readonly milliseconds: number;
}
