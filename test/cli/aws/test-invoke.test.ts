import { testRequest } from "../../../cli/aws/test-invoke";

describe("the request that tests an authorizer", () => {
  it("carries all that is known of the connection, in AWS's places", () => {
    expect(
      testRequest(
        "fleet",
        { username: "meter-1", password: Buffer.from("p"), token: { value: "t", signature: "s" } },
        { clientId: "c", http: { headers: { Host: "h" }, queryString: "?a=b" }, serverName: "n" },
      ),
    ).toEqual({
      authorizerName: "fleet",
      token: "t",
      tokenSignature: "s",
      mqttContext: { username: "meter-1", password: Buffer.from("p"), clientId: "c" },
      httpContext: { headers: { Host: "h" }, queryString: "?a=b" },
      tlsContext: { serverName: "n" },
    });
  });

  it("leaves out what is not known, since AWS tells an absent member from an empty one", () => {
    expect(testRequest("fleet", { token: { value: "t", signature: "s" } }, {})).toEqual({
      authorizerName: "fleet",
      token: "t",
      tokenSignature: "s",
    });
  });
});
