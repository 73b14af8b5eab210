import { CreateAuthorizerCommand, DescribeAuthorizerCommand } from "@aws-sdk/client-iot";
import { authorizerArn, clientFor, closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

test("An authorizer is described in its own Region only", async () => {
  const { iot, controlPlane } = await start();
  const elsewhere = clientFor(controlPlane.url, "cn-north-1");
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));
  await elsewhere.send(new CreateAuthorizerCommand(unsigned("printers")));
  await iot.send(new CreateAuthorizerCommand(unsigned("servers")));
  const describe = new DescribeAuthorizerCommand({ authorizerName: "printers" });

  expect((await iot.send(describe)).authorizerDescription?.authorizerArn).toBe(authorizerArn("printers"));
  expect((await elsewhere.send(describe)).authorizerDescription?.authorizerArn).toBe(
    "arn:aws-cn:iot:cn-north-1:123456789012:authorizer/printers",
  );
  expect(await errorOf(elsewhere.send(new DescribeAuthorizerCommand({ authorizerName: "servers" })))).toEqual({
    name: "ResourceNotFoundException",
    status: 404,
    message: "Authorizer servers does not exist",
  });
});

test("Times are answered in seconds since 1970", async () => {
  const { iot, controlPlane } = await start({ clock: { now: () => 1_700_000_000_250, after: () => () => {} } });
  await iot.send(new CreateAuthorizerCommand(unsigned("a=b,c@d")));
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0";

  const response = await fetch(`${controlPlane.url}/authorizer/a%3Db%2Cc%40d`, { headers: { authorization } });

  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toMatchObject({
    authorizerDescription: { creationDate: 1_700_000_000.25, lastModifiedDate: 1_700_000_000.25 },
  });
});
