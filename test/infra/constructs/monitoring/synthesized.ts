import { TerraformStack, Testing } from "cdktf";
import { monitoringSchema } from "../../../../config/schema/monitoring-schema";
import { Monitoring } from "../../../../infra/constructs/monitoring/monitoring";

type Resources = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/**
 * Returns the resources of `monitoring` settings, by type and name.
 * @param remoteStore Whether the function reads users from outside its package
 */
export function synthesized(settings: object, remoteStore = false): Resources {
  const stack = new TerraformStack(Testing.app(), "fleet");
  new Monitoring(stack, "monitoring", {
    stackName: "fleet",
    region: "eu-central-1",
    settings: monitoringSchema.parse(settings),
    remoteStore,
    functionName: "the-function",
    logGroupName: "/aws/lambda/fleet",
  });
  return (JSON.parse(Testing.synth(stack)) as { resource?: Resources }).resource ?? {};
}
