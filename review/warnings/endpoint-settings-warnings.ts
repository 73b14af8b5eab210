import type { ADDRESS } from "../../infra/addresses";
import type { KnownValues } from "../plan/known-resources";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

/** The values of an endpoint that a review reads. */
export type ReviewedEndpoint = KnownValues<typeof ADDRESS.endpoint>;

/**
 * Warns of changes of the endpoint's authorizer, protocol, TLS policy and certificate.
 * @param before Left out for a new endpoint
 * @param ownAuthorizer Name of the stack's authorizer
 */
export function endpointSettingsWarnings(
  before: ReviewedEndpoint | undefined,
  after: ReviewedEndpoint,
  ownAuthorizer: string | undefined,
): Warning[] {
  return [
    ...authorizerWarnings(before, after, ownAuthorizer),
    ...overrideWarnings(before, after),
    ...(before
      ? [...protocolWarnings(before, after), ...tlsWarnings(before, after), ...certificateWarnings(before, after)]
      : []),
  ];
}

function authorizerWarnings(
  before: ReviewedEndpoint | undefined,
  after: ReviewedEndpoint,
  own: string | undefined,
): Warning[] {
  if (after.status === "DISABLED") return [];
  const [was, is] = [configOf(before)?.default_authorizer_name, configOf(after)?.default_authorizer_name];
  const isForeign = is !== undefined && is !== null && is !== own;
  const isNews = before?.status === "ENABLED" ? was !== is : isForeign;
  if (!isNews) return [];
  if (!is) {
    const sentence = say`The endpoint has no default authorizer any more (before: ${was ?? "none"}): clients that name none are refused.`;
    return [{ code: "endpoint-authorizer-changed", sentence, narrows: true }];
  }
  const notes = [
    ...(isForeign ? [say`not this stack's`] : []),
    ...(before?.status === "ENABLED" ? [say`before: ${was ?? "none"}`] : []),
  ];
  const sentence = say`From now on, ${is} decides about clients of the endpoint that name no authorizer (${list(notes)}): only its users can log in.`;
  return [{ code: "endpoint-authorizer-changed", sentence, widens: true, narrows: true }];
}

function overrideWarnings(before: ReviewedEndpoint | undefined, after: ReviewedEndpoint): Warning[] {
  const [was, is] = [configOf(before)?.allow_authorizer_override === true, configOf(after)?.allow_authorizer_override];
  if (is === true && !was) {
    const sentence = say`Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, which then decides about them.`;
    return [{ code: "endpoint-override-allowed", sentence, widens: true }];
  }
  if (is !== false || !was) return [];
  const sentence = say`Clients of the endpoint may no longer name another authorizer.`;
  return [{ code: "endpoint-override-forbidden", sentence, narrows: true }];
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html */
function tlsWarnings(before: ReviewedEndpoint, after: ReviewedEndpoint): Warning[] {
  const [was, is] = [before, after].map(({ tls_config }) => tls_config?.[0]?.security_policy);
  if (!is || was === is) return [];
  const sentence = say`The endpoint's TLS policy is ${is} from now on (before: ${was ?? "none"}): an older one accepts TLS versions and ciphers that this one refuses.`;
  return [{ code: "endpoint-tls-changed", sentence, widens: true }];
}

function certificateWarnings(before: ReviewedEndpoint, after: ReviewedEndpoint): Warning[] {
  const [was, is] = [before, after].map(({ server_certificate_arns: arns, validation_certificate_arn: validation }) =>
    [...(arns ?? []), ...(validation ? [validation] : [])].sort(),
  );
  if (JSON.stringify(was) === JSON.stringify(is) || !is?.length) return [];
  const sentence = say`The endpoint shows another certificate from now on: ${list(is)} (before: ${was?.length ? list(was) : "none"}). Clients must trust its CA.`;
  return [{ code: "endpoint-certificate-changed", sentence }];
}

/**
 * With `CUSTOM_AUTH` only the authorizer's users can log in. Every other authentication type also accepts identities of
 * the account that this review does not know, such as certificates.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
function protocolWarnings(before: ReviewedEndpoint, after: ReviewedEndpoint): Warning[] {
  const [was, is] = [loginOf(before), loginOf(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const admitsOthers = after.authentication_type !== "CUSTOM_AUTH";
  const refusesSome = after.application_protocol !== "DEFAULT";
  const others: Sentence = admitsOthers
    ? [" Clients with a certificate or IAM credentials of the account may use it too."]
    : [];
  const refused: Sentence = refusesSome ? [" Clients that connect in another way are refused."] : [];
  const sentence = say`The endpoint accepts ${is} from now on (before: ${was}).${refused}${others}`;
  return [
    {
      code: "endpoint-protocol-changed",
      sentence,
      ...(admitsOthers ? { widens: true } : {}),
      ...(refusesSome ? { narrows: true } : {}),
    },
  ];
}

function loginOf({ authentication_type, application_protocol }: ReviewedEndpoint): Sentence {
  return say`${application_protocol ?? ""} with authentication ${authentication_type ?? ""}`;
}

function configOf(endpoint: ReviewedEndpoint | undefined) {
  return endpoint?.authorizer_config?.[0];
}
