import { explainAwsError } from "../../aws/explain-aws-error";

const CALLER = {
  name: "the printer",
  identity: "The printer's identity",
  whenDenied: () => "Ask the printer's owner.",
  sessionName: "printer",
};
const explain = (error: unknown) => explainAwsError(error, "iot:TagResource", "AWS IoT in eu-central-1", CALLER);
const answer = (name: string, httpStatusCode: number, message = "because") =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const network = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  ["ResourceAlreadyExistsException", 409, "already-exists"],
  ["ResourceNotFoundException", 404, "not-found"],
  ["NoSuchEntityException", 404, "not-found"],
  ["ResourceConflictException", 409, "conflict"],
  ["DeleteConflictException", 409, "conflict"],
  ["ConflictingResourceUpdateException", 409, "conflict"],
  ["AccessDeniedException", 403, "denied"],
  ["UnauthorizedException", 401, "denied"],
  ["SomethingNew", 403, "denied"],
  ["ExpiredTokenException", 403, "credentials"],
  ["UnrecognizedClientException", 403, "credentials"],
  ["InvalidSignatureException", 403, "credentials"],
  ["ThrottlingException", 400, "transient"],
  ["ServiceUnavailableException", 503, "transient"],
  ["InternalFailureException", 500, "transient"],
  ["TooManyRequestsException", 429, "transient"],
  ["InvalidRequestException", 400, "refused"],
  ["LimitExceededException", 410, "refused"],
])("%s (%d) is %s", (name, status, kind) => {
  expect(explain(answer(name, status)).kind).toBe(kind);
});

test("a denied call is explained with the caller's identity and remedy", () => {
  expect(explain(answer("AccessDeniedException", 403, "no")).message).toBe(
    "The printer's identity must be allowed iot:TagResource, got: AccessDeniedException: no. Ask the printer's owner.",
  );
});

test("missing credentials are explained with the caller's name", () => {
  expect(explain(answer("ExpiredTokenException", 403, "old")).message).toContain(
    "must be called with valid AWS credentials, got: ExpiredTokenException: old. Give the printer what Terraform itself uses:",
  );
});

test("a refusal is quoted with AWS's code and words", () => {
  expect(explain(answer("InvalidRequestException", 400, "Tag value is too long.")).message).toBe(
    "AWS IoT in eu-central-1 must carry out iot:TagResource, got: InvalidRequestException: Tag value is too long.",
  );
});

test("an answer that is not from AWS, such as a proxy's page, is classified by its status", () => {
  const error = Object.assign(new SyntaxError("Unexpected token <\n  Deserialization error"), {
    $response: { statusCode: 502 },
  });
  expect(explain(error)).toMatchObject({
    kind: "transient",
    message:
      "AWS IoT in eu-central-1 must carry out iot:TagResource, got: SyntaxError: Unexpected token <. Run the same command again.",
  });
});

test.each([
  [
    "an unknown host",
    network("ENOTFOUND", "getaddrinfo ENOTFOUND iot.eu-centrl-1.amazonaws.com"),
    "ENOTFOUND: getaddrinfo ENOTFOUND iot.eu-centrl-1.amazonaws.com",
  ],
  [
    "a certificate that is not trusted",
    network("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    "SELF_SIGNED_CERT_IN_CHAIN: self-signed certificate in certificate chain",
  ],
  [
    "a host whose addresses all fail",
    Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1:1")]), { code: "ECONNREFUSED" }),
    "ECONNREFUSED: connect ECONNREFUSED ::1:1",
  ],
])("%s is unreachable", (_title, error, detail) => {
  expect(explain(error)).toMatchObject({
    kind: "transient",
    message:
      `AWS IoT in eu-central-1 must be reachable for iot:TagResource, got: ${detail}. ` +
      "Check the Region's name, the network, AWS_CA_BUNDLE, HTTPS_PROXY and AWS_ENDPOINT_URL, then run the same command again.",
  });
});

test("the message of a signature error is not repeated, since it contains the signed headers", () => {
  const error = answer(
    "InvalidSignatureException",
    403,
    "The Canonical String should have been 'x-amz-security-token:SECRET'",
  );
  expect(explain(error).message).not.toContain("SECRET");
});

test("only the first line of a message, and no more than 300 characters of it, are repeated", () => {
  const message = explain(answer("InvalidRequestException", 400, `${"x".repeat(999)}\nsecond line`)).message;
  expect(message).not.toContain("second line");
  expect(message.length).toBeLessThan(420);
});

test("a thrown string is explained too", () => {
  expect(explain("boom").message).toContain("got: an unknown error: boom.");
});
