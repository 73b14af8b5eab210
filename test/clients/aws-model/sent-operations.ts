import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateAuthorizerCommand, type IoTClient, SetDefaultAuthorizerCommand } from "@aws-sdk/client-iot";
import { REPOSITORY } from "../../cli/helpers/project";
import { ACCOUNT, REGION } from "./modelled-account";

/** Returns the configuration of a stack. */
export const stack = (name: string, more = "") =>
  `export default defineConfig({ name: "${name}", region: "${REGION}", groups: { sensors: device() }, ${more} });`;

/** Returns the operations of the SDK that the sources send, such as `CreateAuthorizer`. */
export function operationsInSources(): string[] {
  const files = ["aws", "cli", "config", "identity", "infra"].flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" }).map((name) =>
      join(REPOSITORY, folder, name),
    ),
  );
  const sources = files.filter((file) => file.endsWith(".ts")).map((file) => readFileSync(file, "utf8"));
  const sent = sources.flatMap((text) =>
    [...text.matchAll(/\b(?:new (\w+)Command|paginate(\w+))\(/g)].map(([, one, paged]) => one ?? paged ?? ""),
  );
  return [...new Set(sent)].sort();
}

/** Makes an authorizer of another owner the default, which the program takes over and restores. */
export async function foreignDefault(iot: IoTClient): Promise<void> {
  await iot.send(
    new CreateAuthorizerCommand({
      authorizerName: "theirs",
      authorizerFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fleet`,
      signingDisabled: true,
      status: "ACTIVE",
    }),
  );
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "theirs" }));
}
