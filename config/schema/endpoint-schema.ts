import { z } from "zod";
import { arn } from "../names/arn";
import type { Problem } from "../problem";
import { isObject } from "../stages/merge-settings";
import { flag, oneOf, packRule, text } from "./setting-fields";

/** The stack's own endpoint, whose default authorizer is this stack's. */
export const endpointSchema = z.strictObject(
  {
    /**
     * Host name in your own domain, in lower case; it needs `certificateArn`, and a CNAME record that points to AWS's data endpoint.
     * @default - a name that AWS assigns, with AWS's certificate
     * @with certificateArn
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-configurable-custom.html
     */
    domain: text(
      /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      "be a host name in lower case",
      'Write it like "iot.example.com".',
    ).optional(),
    /**
     * ACM certificate of the domain, in the stack's Region.
     * @with domain
     */
    certificateArn: arn("certificate").optional(),
    /**
     * Public ACM certificate that proves that the domain is yours, needed if `certificateArn` is a private or imported certificate.
     * @default - none, which suits a public ACM certificate
     * @with domain, certificateArn
     */
    validationCertificateArn: arn("certificate").optional(),
    /**
     * Let clients name an authorizer other than this stack's.
     * @default false
     */
    allowAuthorizerOverride: flag("true lets clients name another authorizer.").default(false),
    /**
     * How clients log in. `CUSTOM_AUTH` fixes it to this authorizer and needs an `applicationProtocol`; `DEFAULT` decides by port and ALPN, as
     * the account's own endpoint does.
     * @default "DEFAULT"
     * @with applicationProtocol
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
     */
    authenticationType: oneOf(["CUSTOM_AUTH", "DEFAULT"], "DEFAULT decides by port and ALPN.").default("DEFAULT"),
    /**
     * The only protocol of the endpoint; with `DEFAULT` all protocols, chosen by port and ALPN.
     * @default "DEFAULT"
     * @with authenticationType
     */
    applicationProtocol: oneOf(["SECURE_MQTT", "MQTT_WSS", "HTTPS", "DEFAULT"], "DEFAULT accepts all of them.").default(
      "DEFAULT",
    ),
    /**
     * `DISABLED` refuses every client, and no longer uses the authorizer. An endpoint must be DISABLED before the stack is destroyed, before the
     * authorizer is renamed, and before signing is switched on or off; with an AWS-managed domain, for 7 days before AWS deletes it. AWS creates
     * endpoints ENABLED, so a new endpoint becomes DISABLED only with the second apply.
     * @default "ENABLED"
     */
    status: oneOf(["ENABLED", "DISABLED"], "DISABLED refuses every client.").default("ENABLED"),
  },
  {
    error: packRule({
      must: "be an object of endpoint settings",
      remedy: "Write {} for a domain that AWS names, or { domain, certificateArn } for one of yours.",
    }),
  },
);

/** An endpoint's settings as written in the configuration. */
export type EndpointInput = z.input<typeof endpointSchema>;
/** An endpoint's settings with defaults filled in. */
export type EndpointSettings = z.output<typeof endpointSchema>;

/**
 * Returns the problems of an endpoint's settings that concern several of them: a domain without a certificate, a certificate of another Region, or
 * a combination of authentication type and protocol that AWS does not support.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function endpointProblems({ endpoint, region }: Record<string, unknown>): readonly Problem[] {
  if (!isObject(endpoint)) return [];
  return [...domainProblems(endpoint), ...regionProblems(endpoint, region), ...protocolProblems(endpoint)];
}

function domainProblems({ domain, certificateArn, validationCertificateArn }: Record<string, unknown>): Problem[] {
  if (domain !== undefined && certificateArn === undefined) {
    return [
      {
        path: "endpoint.certificateArn",
        must: "be given together with endpoint.domain",
        remedy: "Request a certificate for the domain in ACM, or leave endpoint.domain out for a name that AWS gives.",
      },
    ];
  }
  if (domain !== undefined) return [];
  return Object.entries({ certificateArn, validationCertificateArn })
    .filter(([, got]) => got !== undefined)
    .map(([name, got]) => ({
      path: `endpoint.${name}`,
      must: "go together with endpoint.domain",
      got,
      remedy: "Set the domain as well; a domain that AWS assigns has AWS's certificate.",
    }));
}

function regionProblems(endpoint: Record<string, unknown>, region: unknown): Problem[] {
  return ["certificateArn", "validationCertificateArn"].flatMap((name) => {
    const got = endpoint[name];
    const [, itsRegion] = /^arn:[^:]+:acm:([^:]+):/.exec(String(got)) ?? [];
    if (itsRegion === undefined || typeof region !== "string" || itsRegion === region) return [];
    return [
      {
        path: `endpoint.${name}`,
        must: `be a certificate in ${region}, the stack's Region`,
        got,
        remedy: "AWS IoT Core accepts certificates of its own Region only; request one there.",
      },
    ];
  });
}

function protocolProblems({
  authenticationType = "DEFAULT",
  applicationProtocol = "DEFAULT",
}: Record<string, unknown>): Problem[] {
  if (authenticationType === "CUSTOM_AUTH" && applicationProtocol === "DEFAULT") {
    return [
      {
        path: "endpoint.applicationProtocol",
        must: 'be one of "SECURE_MQTT", "MQTT_WSS", "HTTPS" with authenticationType "CUSTOM_AUTH"',
        got: applicationProtocol,
        remedy: "AWS allows one protocol on such an endpoint; leave authenticationType out to have all of them.",
      },
    ];
  }
  if (authenticationType !== "DEFAULT" || !["SECURE_MQTT", "MQTT_WSS", "HTTPS"].includes(String(applicationProtocol))) {
    return [];
  }
  return [
    {
      path: "endpoint.applicationProtocol",
      must: 'go together with authenticationType "CUSTOM_AUTH"',
      got: applicationProtocol,
      remedy: 'Set endpoint.authenticationType to "CUSTOM_AUTH", or leave applicationProtocol out.',
    },
  ];
}
