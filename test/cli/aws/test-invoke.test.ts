import { testRequest } from "../../../cli/aws/test-invoke";

describe("the request that tests an authorizer", () => {
  it("has everything that is known of the connection in the fields of TestInvokeAuthorizer", () => {
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

  it("omits unknown fields, since AWS treats an absent field and an empty one differently", () => {
    expect(testRequest("fleet", { token: { value: "t", signature: "s" } }, {})).toEqual({
      authorizerName: "fleet",
      token: "t",
      tokenSignature: "s",
    });
  });
});
