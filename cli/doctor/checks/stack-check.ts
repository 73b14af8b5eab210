import { cdktf } from "../../../config/text";
import { type Check, failed, ok, skipped } from "../doctor-check";

/** Checks that the stack is applied, with the names of the configuration. */
export const stack: Check = {
  name: "stack",
  actions: [],
  async run({ outputs, authorizerName, stack: { stackName }, standIn }) {
    if (standIn) return skipped("the stand-in serves the configuration, not an applied stack");
    if ("missing" in outputs) return failed(outputs.missing, `Apply the stack: ${cdktf("deploy")}`);
    const { values } = outputs;
    const differences = [
      difference("authorizer", values.authorizer_name, authorizerName),
      difference("function", values.function_name, stackName),
    ].filter((text) => text !== undefined);
    if (differences.length === 0) return ok(`${stackName} is applied, with authorizer ${authorizerName}`);
    return failed(differences.join("; "), `Apply the changed configuration: ${cdktf("deploy")}`);
  },
};

function difference(what: string, applied: string | undefined, configured: string): string | undefined {
  if (applied === configured) return undefined;
  return `the applied stack's ${what} is ${applied ?? "missing"}, the configuration's ${configured}`;
}
