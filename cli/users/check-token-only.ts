import { loginRows } from "../../config/login-kinds";
import { Described, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import { LOGIN_TOOLS } from "../kinds/login-tools";
import type { UsersTarget } from "./target";

/**
 * What is wrong with a user without a secret: every stack whose users these are must ask for signed tokens.
 * @param path What messages call it: `--token-only`
 */
export function checkTokenOnly({ stacks, store }: UsersTarget, path: string): Problem | undefined {
  const unsigned = stacks.filter(
    ({ settings }) => !loginRows(settings, LOGIN_TOOLS).some(({ withoutSecret }) => withoutSecret),
  );
  if (unsigned.length === 0) return undefined;
  return {
    path,
    must:
      store.kind === "file"
        ? "be for a users file whose stacks all have authorizer.signing"
        : "be for a stack with authorizer.signing",
    got: new Described(`${store.label}, used by ${unsigned.map(({ stackName }) => stackName).join(", ")}`),
    remedy: `Without a secret no user can log in there. To set signing up: ${iotAuth("keys", "create", "NAME")}`,
  };
}
