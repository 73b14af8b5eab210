import type { AuthorizerDescription } from "@aws-sdk/client-iot";
import type { GetFunctionConfigurationCommandOutput } from "@aws-sdk/client-lambda";
import type { LoginOutcome } from "../aws/test-invoke";
import type { DeviceApi } from "../certificates/device-api";
import { CliError } from "../errors";

/** Calls of AWS that the checks make. Methods throw the SDK's errors; a resource that does not exist is `undefined`. */
export interface DoctorApi {
  identity(): Promise<{ readonly account: string; readonly arn: string }>;
  authorizer(name: string): Promise<AuthorizerDescription | undefined>;
  defaultAuthorizer(): Promise<AuthorizerDescription | undefined>;
  /** Name of the stack in an authorizer's tag; `undefined` if it has no such tag. */
  ownerOf(authorizerArn: string): Promise<string | undefined>;
  functionConfiguration(name: string): Promise<FunctionConfiguration | undefined>;
  /** A table's state: `ACTIVE` and others; `undefined` if there is no such table. */
  usersTable(name: string): Promise<{ readonly status: string } | undefined>;
  hasLogGroup(name: string): Promise<boolean>;
  /** Queries saved in CloudWatch Logs Insights whose names begin with a prefix. Several can have the same name. */
  savedQueries(prefix: string): Promise<readonly SavedQuery[]>;
  /** `undefined` if there is no such role. */
  roleDescription(name: string): Promise<string | undefined>;
  hasDomainConfiguration(name: string): Promise<boolean>;
  /** How many executions are reserved for the function; `undefined` if there is no function. */
  reservedConcurrency(name: string): Promise<number | "none" | undefined>;
  /** The function's resource policy, as JSON. */
  functionPolicy(name: string): Promise<string | undefined>;
  /** How many errors and throttles a function had between two moments. */
  functionTrouble(name: string, from: Date, to: Date): Promise<FunctionTrouble>;
  /** Host name of the MQTT endpoint. */
  dataEndpoint(): Promise<string>;
  /** Tests a login without a password, which any working function refuses. */
  emptyLogin(authorizerName: string): Promise<LoginOutcome>;
  /** Certificate authorities that are registered in AWS IoT Core. */
  authorities(): Promise<readonly RegisteredAuthority[]>;
  /** A provisioning template; `undefined` if there is none of that name. */
  template(name: string): Promise<{ readonly enabled: boolean; readonly roleArn: string } | undefined>;
  readonly devices: DeviceApi;
  /**
   * By how many milliseconds this computer's clock was ahead of the last answer's `Date`; `undefined` before an answer.
   */
  clockAhead(): number | undefined;
}

/** A CA that is registered in AWS IoT Core. */
export interface RegisteredAuthority {
  /** SHA-256 of its certificate, bytes with colons between them. */
  readonly fingerprint: string;
  /** `ACTIVE` or `INACTIVE`. */
  readonly status: string;
  readonly autoRegistration: boolean;
  readonly templateName?: string;
}

/** A Lambda function's settings and state. */
export type FunctionConfiguration = Omit<GetFunctionConfigurationCommandOutput, "$metadata">;

/** A query saved in CloudWatch Logs Insights. */
export interface SavedQuery {
  readonly name: string;
  /** The id that AWS gave the query. */
  readonly id: string;
}

/** Sums of a function's metrics in Amazon CloudWatch. */
export interface FunctionTrouble {
  readonly errors: number;
  readonly throttles: number;
}

/** AWS cannot be called, since there are no credentials. */
export class NoApi extends CliError {
  constructor({ message, exitCode }: CliError) {
    super(message, exitCode);
    this.name = "NoApi";
  }
}

/** The API where there are no credentials: every call throws {@link NoApi}. */
export function noApi(reason: CliError): DoctorApi {
  const refuse = (): Promise<never> => Promise.reject(new NoApi(reason));
  return {
    identity: refuse,
    authorizer: refuse,
    defaultAuthorizer: refuse,
    ownerOf: refuse,
    functionConfiguration: refuse,
    usersTable: refuse,
    hasLogGroup: refuse,
    savedQueries: refuse,
    roleDescription: refuse,
    hasDomainConfiguration: refuse,
    reservedConcurrency: refuse,
    functionPolicy: refuse,
    functionTrouble: refuse,
    dataEndpoint: refuse,
    emptyLogin: refuse,
    authorities: refuse,
    template: refuse,
    devices: {
      thing: refuse,
      principals: refuse,
      certificate: refuse,
      policies: refuse,
      carriers: refuse,
      things: refuse,
      revoke: refuse,
      detach: refuse,
    },
    clockAhead: () => undefined,
  };
}
