import { Described, type Problem } from "../../infra/config/problem";
import type { UsersTarget } from "./target";

/**
 * What is wrong with a user without a secret in the file: every stack that uses the file must ask for signed tokens.
 * @param path What messages call it: `--token-only`
 */
export function checkTokenOnly({ stacks, label }: UsersTarget, path: string): Problem | undefined {
  const unsigned = stacks.filter(({ settings }) => settings.authorizer.signing === undefined);
  if (unsigned.length === 0) return undefined;
  return {
    path,
    must: `be for a users file whose stacks all have authorizer.signing`,
    got: new Described(`${label}, used by ${unsigned.map(({ stackName }) => stackName).join(", ")}`),
    remedy: "Without a secret nobody can log in there. To set signing up: iot-auth keys create NAME",
  };
}
