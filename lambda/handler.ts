import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuthorizerResponse, CompiledAccess, InvocationContext } from "./contract";
import { PACKAGE_FILES } from "./contract";
import { logDecision } from "./log";
import type { Store } from "./login";
import { type LoginServices, login } from "./login";
import { Refusal, refused } from "./respond";
import { Verifier } from "./verify/verify";

/** What AWS IoT Core calls when a client connects, and again at every policy refresh. Always answers, never throws. */
export type Handler = (event: unknown, context: InvocationContext) => Promise<AuthorizerResponse>;

/**
 * Makes the function's handler: whatever goes wrong inside is a refusal. The one file that is bundled for a stack (`entries/`) says
 * where its users live, so that no package holds the code of another store.
 * @param folder Where the function's zip lies unpacked
 * @param openStore Makes the store, once, when the function starts
 * @throws {Error} when the package is incomplete: then AWS shows a function that does not start, instead of one that refuses everybody
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
