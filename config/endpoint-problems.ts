import { isObject } from "./merge";
import type { Problem } from "./problem";

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
