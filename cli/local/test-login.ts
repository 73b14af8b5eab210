import type { LocalIotCore } from "../../local";
import type { DemoUser } from "./demo/demo-story";

/** The result of a login that was tested through AWS's API. */
export interface TestedLogin {
  readonly allowed: boolean;
  readonly text: string;
}

/** Tests a login with the AWS SDK's TestInvokeAuthorizer at the stand-in's control plane. */
export async function testLogin(
  core: LocalIotCore,
  authorizerName: string,
  user: DemoUser,
  password: string,
): Promise<TestedLogin> {
  const { IoTClient, TestInvokeAuthorizerCommand } = await import("@aws-sdk/client-iot");
  const client = new IoTClient({
    region: core.region,
    endpoint: core.controlPlane.url,
    // The stand-in accepts any credentials; these keep the user's own from being sent to it.
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  try {
    const answer = await client.send(
      new TestInvokeAuthorizerCommand({
        authorizerName,
        mqttContext: { username: user.user, password: Buffer.from(password), clientId: user.clientId },
      }),
    );
    if (!answer.isAuthenticated) return { allowed: false, text: "isAuthenticated false, no policy" };
    const { principalId, refreshAfterInSeconds, policyDocuments = [] } = answer;
    const size = policyDocuments.reduce((sum, document) => sum + document.length, 0);
    return {
      allowed: true,
      text: `isAuthenticated true, principal ${principalId}, refresh after ${refreshAfterInSeconds} s, policy of ${size} characters`,
    };
  } finally {
    client.destroy();
  }
}
