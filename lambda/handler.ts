import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuthorizerResponse, CompiledAccess, InvocationContext } from "./contract";
import { PACKAGE_FILES } from "./contract";
import { logDecision } from "./log";
import type { Store } from "./login";
import { type LoginServices, login } from "./login";
import { Refusal, refused } from "./respond";
import { Verifier } from "./verify/verify";

/**
 * The function that AWS IoT Core calls when a client connects, and at every policy refresh. It always answers and never
 * throws.
 */
export type Handler = (event: unknown, context: InvocationContext) => Promise<AuthorizerResponse>;

/**
 * Returns the function's handler, in which every error is a refusal. The file in `entries/` that is bundled for a stack
 * chooses the store, so that the package contains the code of no other store.
 * @param folder folder with the unpacked zip
 * @param openStore makes the store; called once, when the function starts
 * @throws {Error} if the package is incomplete: the function then fails to start, which is easier to notice than a
 * function that refuses every client
 */
export function createHandler(folder: string, openStore: (access: CompiledAccess) => Store): Handler {
  const access = JSON.parse(readFileSync(join(folder, PACKAGE_FILES.access), "utf8")) as CompiledAccess;
  const services: LoginServices = {
    access,
    store: openStore(access),
    verifier: new Verifier(access.refusalWork),
    now: Date.now,
  };
  return async (event, context) => {
    const started = performance.now();
    try {
      const { user, group, response } = await login(event, context, services);
      logDecision(event, started, { outcome: "allowed", user, group }, access.metricsNamespace);
      return response;
    } catch (error) {
      const { reason, subject } = error instanceof Refusal ? error : new Refusal("internal-error");
      logDecision(event, started, { outcome: "refused", reason, ...subject }, access.metricsNamespace);
      return refused();
    }
  };
}
