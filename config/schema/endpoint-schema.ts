import { z } from "zod";
import { arn } from "../names/arn";
import type { Problem } from "../problem";
import { isObject } from "../stages/merge-settings";
import { flag, oneOf, packRule, text } from "./setting-fields";

/** An endpoint of the stack's own, whose default authorizer is this stack's. */
export const endpointSchema = z.strictObject(
  {
    /**
     * Host name of a domain of yours, lower case; it needs `certificateArn`, and a CNAME record that leads to AWS's data endpoint.
     * @default - a name that AWS gives, with AWS's certificate
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
     * Public ACM certificate that shows that the domain is yours, where `certificateArn` is a private or imported one.
     * @default - none is needed for a public certificate of ACM's
     * @with domain, certificateArn
     */
    validationCertificateArn: arn("certificate").optional(),
    /**
     * Let clients name another authorizer than this stack's.
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
     * The one protocol the endpoint speaks; with `DEFAULT` all of them, chosen by port and ALPN.
     * @default "DEFAULT"
     * @with authenticationType
     */
    applicationProtocol: oneOf(["SECURE_MQTT", "MQTT_WSS", "HTTPS", "DEFAULT"], "DEFAULT takes all of them.").default(
      "DEFAULT",
    ),
    /**
     * `DISABLED` refuses every client, and lets go of the authorizer: what an endpoint must be before the stack is destroyed, or its
     * authorizer renamed or its signing switched. An AWS-managed domain must be so for 7 days before AWS deletes it. AWS creates endpoints
     * ENABLED, so a new one is DISABLED by the second apply only.
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

/** An endpoint as a person writes it. */
export type EndpointInput = z.input<typeof endpointSchema>;
/** An endpoint with defaults filled in. */
export type EndpointSettings = z.output<typeof endpointSchema>;

/**
 * What is wrong with an endpoint's settings together: a domain without its certificate, a certificate of another Region, a pair of
 * authentication type and protocol that AWS does not know.
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
      remedy: "Name the domain as well; one that AWS names has AWS's certificate.",
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
        remedy: "AWS IoT Core takes certificates of its own Region only; request one there.",
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
        remedy: "AWS takes one protocol on such an endpoint; leave authenticationType out to have all of them.",
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
