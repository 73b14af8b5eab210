import { createHash } from "node:crypto";
import { dnsSuffixOf } from "../../../lambda/partitions";

/** Partition, Region and account of a domain configuration. */
interface DomainPlace {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

/** An endpoint besides the account's own, with its authorizer and settings. */
export interface DomainConfiguration {
  readonly name: string;
  /** `arn:<partition>:iot:<region>:<account>:domainconfiguration/<name>/<suffix>`. */
  readonly arn: string;
  /** Host name that clients send as SNI. */
  readonly domainName: string;
  readonly domainType: "AWS_MANAGED" | "CUSTOMER_MANAGED";
  readonly status: "ENABLED" | "DISABLED";
  /** Milliseconds since 1970. */
  readonly lastStatusChangeDate: number;
  readonly authenticationType: AuthenticationType;
  readonly applicationProtocol: ApplicationProtocol;
  readonly authorizerConfig?: AuthorizerConfig;
  readonly serverCertificateArns: readonly string[];
  readonly tlsConfig: { readonly securityPolicy?: string | undefined };
  readonly serverCertificateConfig?: Readonly<Record<string, unknown>>;
  readonly clientCertificateConfig?: Readonly<Record<string, unknown>>;
  /** Key to value. */
  readonly tags: ReadonlyMap<string, string>;
}

/** The authorizer of an endpoint. */
export interface AuthorizerConfig {
  readonly defaultAuthorizerName?: string | undefined;
  /** Whether a client may name another authorizer. */
  readonly allowAuthorizerOverride?: boolean | undefined;
}

export const AUTHENTICATION_TYPES = ["CUSTOM_AUTH_X509", "CUSTOM_AUTH", "AWS_X509", "AWS_SIGV4", "DEFAULT"] as const;
export type AuthenticationType = (typeof AUTHENTICATION_TYPES)[number];
export const APPLICATION_PROTOCOLS = ["SECURE_MQTT", "MQTT_WSS", "HTTPS", "DEFAULT"] as const;
export type ApplicationProtocol = (typeof APPLICATION_PROTOCOLS)[number];

/**
 * Returns the API's description of a domain configuration: times in seconds since 1970. Its certificates are always
 * described as valid.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeDomainConfiguration.html
 */
export function describeDomain(domain: DomainConfiguration) {
  const { name, arn, status, tags: _tags, serverCertificateArns, lastStatusChangeDate, ...same } = domain;
  return {
    domainConfigurationName: name,
    domainConfigurationArn: arn,
    domainConfigurationStatus: status,
    serviceType: "DATA",
    serverCertificates: serverCertificateArns.map((serverCertificateArn) => ({
      serverCertificateArn,
      serverCertificateStatus: "VALID",
    })),
    lastStatusChangeDate: lastStatusChangeDate / 1000,
    ...same,
  };
}

/** Returns name and ARN of a domain configuration, as most operations do. */
export function summarizeDomain({ name, arn }: DomainConfiguration) {
  return { domainConfigurationName: name, domainConfigurationArn: arn };
}

/**
 * Returns the ARN of a domain configuration. Its last five characters are random in AWS; here they are the same for the
 * same account, Region and name.
 */
export function domainConfigurationArn({ partition, region, accountId }: DomainPlace, name: string): string {
  return `arn:${partition}:iot:${region}:${accountId}:domainconfiguration/${name}/${letters(`${accountId} ${region} ${name}`, 5)}`;
}

/**
 * Returns the host name of an AWS-managed domain, which is the same for the same name, account and Region. Assumption:
 * its format; AWS's pages show only that it begins with `d` and contains `-ats`.
 */
export function managedDomainName({ region, accountId }: Omit<DomainPlace, "partition">, name: string): string {
  return `d${letters(`${name} ${region} ${accountId}`, 20)}-ats.iot.${region}.${dnsSuffixOf(region)}`;
}

function letters(seed: string, count: number): string {
  return BigInt(`0x${createHash("sha256").update(seed).digest("hex")}`)
    .toString(36)
    .slice(0, count);
}
