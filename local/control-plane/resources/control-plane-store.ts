import { createHash } from "node:crypto";
import { dnsSuffixOf, partitionOf } from "../../../lambda/partitions";
import { Tables } from "../../dynamodb/tables";
import { resourceNotFound } from "../../local-errors";
import { Registry } from "../../registry/registry";
import type { DomainConfiguration } from "./domain-configuration";

/** A custom authorizer. */
export interface Authorizer {
  readonly name: string;
  /** `arn:<partition>:iot:<region>:<account>:authorizer/<name>`. */
  readonly arn: string;
  readonly functionArn: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly signingDisabled: boolean;
  readonly enableCachingForHttp: boolean;
  readonly tokenKeyName?: string;
  /** Name to PEM. */
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
  /** Key to value. */
  readonly tags: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly creationDate: number;
  readonly lastModifiedDate: number;
}

/**
 * Resources of one account in one Region: authorizers, the default authorizer, domain configurations, the registry, and
 * DynamoDB tables.
 */
export class RegionState {
  readonly authorizers = new Map<string, Authorizer>();
  /** By the names of the configurations, which are not the domain names. */
  readonly domainConfigurations = new Map<string, DomainConfiguration>();
  /** DynamoDB's tables, if calls to DynamoDB are not forwarded. */
  readonly tables = new Tables();
  /** Certificates, things, and policies. */
  readonly registry: Registry;
  /** Name of the default authorizer; missing if none is set. */
  defaultAuthorizerName: string | undefined;
  readonly partition: string;

  constructor(
    readonly region: string,
    readonly accountId: string,
    private readonly dataEndpoint: string | undefined,
  ) {
    this.partition = partitionOf(region);
    this.registry = new Registry({ partition: this.partition, region, accountId });
  }

  /** The authorizer of connections that name none. */
  get defaultAuthorizer(): Authorizer | undefined {
    return this.defaultAuthorizerName === undefined ? undefined : this.authorizers.get(this.defaultAuthorizerName);
  }

  authorizerArn(name: string): string {
    return `arn:${this.partition}:iot:${this.region}:${this.accountId}:authorizer/${name}`;
  }

  /**
   * Returns an authorizer by its name.
   * @throws AwsError `ResourceNotFoundException`
   */
  authorizer(name: string): Authorizer {
    const found = this.authorizers.get(name);
    if (found === undefined) {
      throw resourceNotFound(`Authorizer ${name} does not exist`);
    }
    return found;
  }

  /**
   * Returns a domain configuration by its name.
   * @throws AwsError `ResourceNotFoundException`
   */
  domainConfiguration(name: string): DomainConfiguration {
    const found = this.domainConfigurations.get(name);
    if (found === undefined) {
      throw resourceNotFound(`Domain configuration ${name} does not exist`);
    }
    return found;
  }

  /** Returns the domain configuration of a host name, ignoring case; undefined for the account's own endpoint. */
  domainOf(serverName: string): DomainConfiguration | undefined {
    const wanted = serverName.toLowerCase();
    return [...this.domainConfigurations.values()].find(({ domainName }) => domainName.toLowerCase() === wanted);
  }

  /**
   * Returns the address of an endpoint, which is constant. The address of the data endpoints can be configured.
   * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
   */
  endpointAddress(type: EndpointType): string {
    if (this.dataEndpoint !== undefined && type.startsWith("iot:Data")) {
      return this.dataEndpoint;
    }
    const { part, kind } = ENDPOINTS[type];
    const digest = createHash("sha256").update(`${this.accountId} ${this.region} ${kind}`).digest("hex");
    const prefix = `a${BigInt(`0x${digest}`).toString(36).slice(0, 13)}`;
    return `${prefix}${part}.iot.${this.region}.${dnsSuffixOf(this.region)}`;
  }
}

export type EndpointType = keyof typeof ENDPOINTS;

/**
 * The types of endpoint. `part` is the text between prefix and `.iot`; endpoints with the same `kind` have the same
 * prefix.
 */
export const ENDPOINTS = {
  "iot:Data": { part: "", kind: "data" },
  "iot:Data-ATS": { part: "-ats", kind: "data" },
  "iot:CredentialProvider": { part: ".credentials", kind: "credentials" },
  "iot:Jobs": { part: ".jobs", kind: "jobs" },
} as const;

/**
 * All state of the stand-in's control plane, in memory. It is kept by Region, since an account has separate authorizers
 * and a separate default authorizer in each Region.
 * @example
 * const store = new Store("123456789012");
 * store.region("us-east-1").defaultAuthorizer?.functionArn;
 */
export class Store {
  private readonly regions = new Map<string, RegionState>();

  /** @param dataEndpoint address of the data endpoints, such as `localhost:8443`; if missing, an address like AWS's */
  constructor(
    readonly accountId: string,
    private readonly dataEndpoint?: string,
  ) {}

  /** Returns the state of a Region, which is empty at first. */
  region(name: string): RegionState {
    const known = this.regions.get(name) ?? new RegionState(name, this.accountId, this.dataEndpoint);
    this.regions.set(name, known);
    return known;
  }
}

/**
 * Returns the API's description of an authorizer: times in seconds since 1970, without members that have no value.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_AuthorizerDescription.html
 */
export function describe(authorizer: Authorizer) {
  const { name, arn, functionArn, tags: _tags, creationDate, lastModifiedDate, ...same } = authorizer;
  return {
    authorizerName: name,
    authorizerArn: arn,
    authorizerFunctionArn: functionArn,
    ...same,
    creationDate: creationDate / 1000,
    lastModifiedDate: lastModifiedDate / 1000,
  };
}

/** Returns name and ARN of an authorizer, as most operations do. */
export function summarize({ name, arn }: Authorizer) {
  return { authorizerName: name, authorizerArn: arn };
}
