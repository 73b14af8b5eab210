import { randomUUID } from "node:crypto";
import { z } from "zod";
import { buildEvent } from "../../authorizer/build-event";
import { type AuthorizerOutcome, callAuthorizer } from "../../authorizer/call-authorizer";
import type { CheckedResponse } from "../../authorizer/check-response";
import { verifyTokenSignature } from "../../authorizer/signature";
import { invalidResponse, UnsupportedByStandInError, unauthorized } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import type { Authorizer } from "../resources/control-plane-store";

const BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
/** Maximum length of an MQTT string, bytes. */
const MAX_BYTES = 65_535;
const mqttText = fields.text({ min: 1, max: MAX_BYTES });
const password = fields
  .text({ min: 1, pattern: BASE64 })
  .transform((encoded) => Buffer.from(encoded, "base64"))
  .refine(({ length }) => length <= MAX_BYTES, `Member must have length less than or equal to ${MAX_BYTES}`);
const header = fields.text({ min: 1, max: 8192 });

/**
 * Tests an authorizer: builds the event from the given contexts of a connection, calls the deployed function, and
 * returns its response.
 *
 * Assumptions, since AWS's pages name errors but not their causes:
 * - an INACTIVE authorizer can be tested;
 * - a missing or wrong token or signature, with signing on: `UnauthorizedException`, and the function is not called;
 * - the function's resource policy does not permit the call: `UnauthorizedException`;
 * - the function does not exist, fails, takes over 5 seconds, or answers outside AWS's limits:
 *   `InvalidResponseException`;
 * - the event has a `connectionMetadata.id`.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_TestInvokeAuthorizer.html
 */
export const testInvokeAuthorizer = defineOperation({
  name: "TestInvokeAuthorizer",
  method: "POST",
  path: "/authorizer/{authorizerName}/test",
  input: z.object({
    authorizerName: fields.authorizerName,
    token: fields.text({ min: 1, max: 6144 }).optional(),
    tokenSignature: fields.text({ min: 1, max: 2560, pattern: "[A-Za-z0-9+/]+={0,2}" }).optional(),
    httpContext: z
      .object({
        headers: z.record(header, header).optional(),
        queryString: fields.text({ min: 1, max: 4096 }).optional(),
      })
      .optional(),
    mqttContext: z
      .object({ username: mqttText.optional(), password: password.optional(), clientId: mqttText.optional() })
      .optional(),
    tlsContext: z.object({ serverName: fields.text({ min: 1, max: 253 }).optional() }).optional(),
  }),
  async run({ authorizerName, token, tokenSignature, ...contexts }, { region, functions }) {
    const authorizer = region.authorizer(authorizerName);
    if (!authorizer.signingDisabled) {
      checkToken(authorizer, token, tokenSignature);
    }
    const event = buildEvent({
      token,
      signatureVerified: !authorizer.signingDisabled,
      tls: contexts.tlsContext,
      http: contexts.httpContext,
      mqtt: contexts.mqttContext,
      connectionId: randomUUID(),
    });
    return responseOf(await callAuthorizer(authorizer, event, functions));
  },
});

function checkToken(authorizer: Authorizer, token: string | undefined, signature: string | undefined): void {
  if (token === undefined || signature === undefined) {
    throw unauthorized(`Authorizer ${authorizer.name} has signing enabled: token and tokenSignature are required`);
  }
  if (!verifyTokenSignature({ token, signature, publicKeys: authorizer.tokenSigningPublicKeys ?? {} })) {
    throw unauthorized("The token's signature is not valid");
  }
}

function responseOf(outcome: AuthorizerOutcome): CheckedResponse {
  switch (outcome.kind) {
    case "answered":
      return outcome.response;
    case "unsupported":
      throw new UnsupportedByStandInError(outcome.message);
    case "not-permitted":
      throw unauthorized(outcome.message);
    case "invalid-response":
      throw invalidResponse(`The authorizer's response is not valid: ${outcome.message}`);
    default:
      throw invalidResponse(outcome.message);
  }
}
