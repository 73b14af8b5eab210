import type { ITerraformDependable, TerraformStack } from "cdktf";
import type { LoadedStack } from "../../synthesis/load-stack";
import { Authorities } from "./certificate-authorities";
import { Things } from "./certificate-things";
import { ThingKinds } from "./thing-kinds";

/** Settings of {@link makeCertificates}: a part of `LoginPlace`. */
interface CertificatePlace {
  readonly stack: TerraformStack;
  readonly loaded: LoadedStack;
  readonly accountId: string;
  readonly accountHost: string;
  readonly policySweep: ITerraformDependable;
  readonly output: (name: string, value: string, description: string) => void;
}

/**
 * Creates the resources of devices that log in with certificates: authorities, things, and the output with their
 * endpoint. A destroy first deletes the resources that attach a policy, then runs the step that detaches the remaining
 * attachments, then deletes the policies.
 */
export function makeCertificates({
  stack,
  loaded,
  accountId,
  accountHost,
  policySweep,
  output,
}: CertificatePlace): void {
  const { certificates, stackName, settings } = loaded;
  if (certificates === undefined) return;
  const { resources } = new ThingKinds(stack, "thing-kinds", certificates.settings);
  const { authority } = new Authorities(stack, "authorities", {
    stackName,
    region: settings.region,
    accountId,
    authorities: certificates.authorities,
    permissionsBoundaryArn: settings.function.permissionsBoundaryArn,
    dependsOn: [policySweep, ...resources],
  });
  new Things(stack, "things", {
    loaded: certificates,
    dependsOn: [policySweep, ...resources, ...(authority ? [authority] : [])],
  });
  output(
    "device_endpoint",
    accountHost,
    "Host name of the MQTT broker for devices with certificates: port 8883, or 443 with ALPN x-amzn-mqtt-ca",
  );
}
