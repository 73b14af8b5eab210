import { IoTClient, TestInvokeAuthorizerCommand, type TestInvokeAuthorizerCommandOutput } from "@aws-sdk/client-iot";
import { REGION, type Sandbox } from "./sandbox";

/** Logs in with `TestInvokeAuthorizer` of the AWS SDK. */
export async function testLogin(
  sandbox: Sandbox,
  authorizerName: string,
  username: string,
  password: string,
): Promise<TestInvokeAuthorizerCommandOutput> {
  const client = new IoTClient({
    region: REGION,
    endpoint: sandbox.controlPlane.url,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    maxAttempts: 1,
  });
  try {
    return await client.send(
      new TestInvokeAuthorizerCommand({
        authorizerName,
        mqttContext: { username, password: Buffer.from(password), clientId: username },
      }),
    );
  } finally {
    client.destroy();
  }
}
