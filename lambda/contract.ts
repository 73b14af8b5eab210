/**
 * What the rest of the project may know about the Lambda function: the event it gets, the response it gives, AWS's limits,
 * and the files inside the zip. Nothing else in `lambda/` may be imported from outside.
 */

/** Transport layers AWS IoT Core lists in an event. */
export type Protocol = "tls" | "http" | "mqtt";

/**
 * The event AWS IoT Core sends to a custom authorizer's Lambda function. Members that do not concern the connection are left out.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * { "signatureVerified": false, "protocols": ["tls", "mqtt"],
 *   "protocolData": { "tls": { "serverName": "xxx-ats.iot.us-east-1.amazonaws.com" },
 *                     "mqtt": { "username": "00:11:62:aa:bb:cc", "password": "czNjcmV0", "clientId": "00:11:62:aa:bb:cc" } },
 *   "connectionMetadata": { "id": "0b1f3c0e-1b7b-4ef4-8f57-0f6f1b2b9d5b" } }
 */
export interface AuthorizerEvent {
  /** Value of the token key, where the client sent one. */
  readonly token?: string;
  /** Whether AWS IoT Core checked the token's signature. `false` when the authorizer has signing disabled. */
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
    /** `password` is base64 of the bytes in the CONNECT packet. `clientId` is missing when the device sent none. */
    readonly mqtt?: { readonly username?: string; readonly password?: string; readonly clientId?: string };
  };
  /** `id`: a UUID for log entries of this connection. */
  readonly connectionMetadata?: { readonly id?: string };
}

/** The part of Lambda's context object that the handler reads. */
export interface InvocationContext {
  /** `arn:<partition>:lambda:<region>:<account>:function:<name>`: tells the handler where it runs. */
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
 * What the handler answers.
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
  /** Seconds AWS IoT Core waits for the function. */
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

/** A login name: 1 to 128 of `A-Z a-z 0-9 . _ : @ -`, starting with a letter or digit. Holds no character with a meaning in a policy. */
export const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

/** File names inside the zip, and the function's entry point. */
export const PACKAGE_FILES = { code: "index.js", access: "access.json", users: "users.jsonl" } as const;
/** Value of the Lambda function's `handler` setting. */
export const HANDLER = "index.handler";

/**
 * One group, compiled at synth time. Resources are written without their ARN prefix (`topic/telemetry/{username}/*`); the handler
 * puts partition, Region and account in front and replaces `{username}` and `{clientId}`.
 */
export interface CompiledGroup {
  /** Client ids its users may take: exact after replacement, or ending in `*` for "begins with". */
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
   * Slow hash checks that every refused login performs, by hash scheme and parameters (`scrypt$ln=15,r=8,p=1`), so that the duration
   * of a refusal does not tell which users exist. Empty when all secrets were generated.
   */
  readonly refusalWork: Readonly<Record<string, number>>;
  /** Name of the authorizer, which tokens must be made for. Left out where signing is off: then no token is accepted. */
  readonly tokenAudience?: string;
  /** DynamoDB table that holds the users, in the function's own Region. Left out where they are in the zip. */
  readonly table?: string;
  /** CloudWatch namespace for the metrics in the decision log. Left out where there are none. */
  readonly metricsNamespace?: string;
}

/**
 * Metrics in the decision log, each with the dimension `FunctionName`: decisions of either kind as 1 or 0, and the milliseconds that one
 * took. `Refused` is there by `reason` as well.
 */
export const METRICS = {
  namespace: "IotAuth",
  allowed: "Allowed",
  refused: "Refused",
  duration: "milliseconds",
} as const;

/**
 * What a token says. Its text is that of an unsigned JWT, `header.payload` in base64url without padding; the header is
 * `{"alg":"RS256","typ":"JWT","kid":"<key name>"}`, the payload this. AWS IoT Core gets the signature beside it, in standard base64.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 */
export interface TokenClaims {
  /** User name. */
  readonly sub: string;
  /** Name of the authorizer, or several names with it among them. */
  readonly aud: string | readonly string[];
  /** When it ends, seconds since 1970-01-01 UTC; those of others may have a fraction. */
  readonly exp: number;
  /** When it begins. */
  readonly nbf?: number;
  /** When it was issued. */
  readonly iat?: number;
  /** Its own id. */
  readonly jti?: string;
}

/**
 * One line of `users.jsonl`: the name, a tab, this as JSON. Lines are sorted by the bytes of the name, so that a login reads only
 * what it needs however many users there are.
 */
export interface CompiledUser {
  /** Group. */
  readonly g: string;
  /** Secrets as PHC strings, one or two. */
  readonly s: readonly string[];
  /** Expiry, milliseconds since 1970-01-01 UTC. */
  readonly e?: number;
  /** When the first of two secrets ends, milliseconds since 1970-01-01 UTC. */
  readonly r?: number;
  /** Disabled. */
  readonly d?: 1;
}

/**
 * One item of the users table, as DynamoDB's documents put it: what a users file says of a user, under the same names, so that people can
 * read and mend it in the console. `name` is the partition key, and there is no sort key.
 */
export interface TableUser {
  readonly name: string;
  readonly group: string;
  /** PHC strings, none to two, oldest first. */
  readonly secrets?: readonly string[];
  /** When the user stops working: ISO 8601 in UTC. */
  readonly expiresAt?: string;
  readonly disabled?: boolean;
  /** When the first of two secrets ends: ISO 8601 in UTC. */
  readonly retireFirstAt?: string;
  /** When a secret was made last: ISO 8601 in UTC. */
  readonly rotatedAt?: string;
  readonly note?: string;
  /** Counts changes, so that of two writers at once the later one notices. Missing means 0. */
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

/** The one structured line the handler logs for a decision. Holds no secret, hash or token. */
export interface DecisionLog {
  readonly event: "decision";
  readonly outcome: "allowed" | "refused";
  readonly reason?: RefusalReason;
  /** The login name, where it is a valid one; what a stranger typed may be a password. */
  readonly user?: string;
  readonly group?: string;
  readonly clientId?: string;
  readonly connectionId?: string;
  readonly milliseconds: number;
}
