import {
  DescribeThingCommand,
  DetachPolicyCommand,
  GetPolicyCommand,
  IoTClient,
  ListPrincipalThingsCommand,
  ListTargetsForPolicyCommand,
  UpdateCertificateCommand,
  UpdateThingCommand,
} from "@aws-sdk/client-iot";
import { type AwsCaller, awsConnection, explainAwsError, failedAs } from "../../aws";
import { iotAuth } from "../../config/text";
import type { SweepApi } from "./sweep";
import type { SweepInput } from "./sweep-input";

/** Attempts of each call: every call may be repeated, and AWS allows only a few a second. */
const ATTEMPTS = 8;

/** IAM actions of all calls that a sweep may make. */
export const SWEEP_ACTIONS = [
  "iot:GetPolicy",
  "iot:ListTargetsForPolicy",
  "iot:DetachPolicy",
  "iot:ListPrincipalThings",
  "iot:UpdateCertificate",
  "iot:DescribeThing",
  "iot:UpdateThing",
] as const;

const STEP: AwsCaller = {
  name: "this step",
  identity: "The identity that runs Terraform",
  whenDenied: () =>
    `Allow it; this step may call ${SWEEP_ACTIONS.join(", ")}. To print the whole policy: ${iotAuth("iam-policy", "deploy")}`,
  sessionName: "iot-auth-policy-sweep",
};

/**
 * The calls of AWS IoT in the stack's Region, made as the identity that Terraform uses.
 * @param environment The process's environment; its AWS_PROFILE is set to the stack's profile
 * @throws {AwsCallError} `credentials` if there are none
 */
export async function createSweepApi(input: SweepInput, environment: NodeJS.ProcessEnv): Promise<SweepApi> {
  const { region, profile, assumeRoleArn, assumeRoleExternalId } = input;
  if (profile !== undefined) environment.AWS_PROFILE = profile;
  const assumeRole =
    assumeRoleArn === undefined ? undefined : { roleArn: assumeRoleArn, externalId: assumeRoleExternalId };
  const config = await awsConnection({ region, profile, assumeRole }, environment, STEP);
  const client = new IoTClient({ ...config, maxAttempts: ATTEMPTS });
  const call = async <T>(action: string, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      throw explainAwsError(error, action, `AWS IoT in ${region}`, STEP);
    }
  };
  return {
    policyArn: (policyName) =>
      call("iot:GetPolicy", async () => (await client.send(new GetPolicyCommand({ policyName }))).policyArn).catch(
        (error: unknown) => {
          if (failedAs(error, "not-found")) return undefined;
          throw error;
        },
      ),
    targets: (policyName) =>
      call(
        "iot:ListTargetsForPolicy",
        async () => (await client.send(new ListTargetsForPolicyCommand({ policyName, pageSize: 250 }))).targets ?? [],
      ),
    detach: async (policyName, target) => {
      await call("iot:DetachPolicy", () => client.send(new DetachPolicyCommand({ policyName, target })));
    },
    thingsOf: (principal) =>
      call(
        "iot:ListPrincipalThings",
        async () => (await client.send(new ListPrincipalThingsCommand({ principal }))).things ?? [],
      ),
    typeOf: (thingName) =>
      call("iot:DescribeThing", async () => (await client.send(new DescribeThingCommand({ thingName }))).thingTypeName),
    takeTypeOff: async (thingName) => {
      await call("iot:UpdateThing", () => client.send(new UpdateThingCommand({ thingName, removeThingType: true })));
    },
    deactivate: async (certificateId) => {
      await call("iot:UpdateCertificate", () =>
        client.send(new UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" })),
      );
    },
  };
}
