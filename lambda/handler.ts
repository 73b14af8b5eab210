import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuthorizerResponse, CompiledAccess, InvocationContext } from "./contract";
import { PACKAGE_FILES } from "./contract";
import { logDecision } from "./log";
import { type LoginServices, login } from "./login";
import { Refusal } from "./refusal";
import { refused } from "./respond";
import { bundledStore } from "./stores/bundled";
import { Verifier } from "./verify/verify";

const access = JSON.parse(readFileSync(join(__dirname, PACKAGE_FILES.access), "utf8")) as CompiledAccess;

const services: LoginServices = {
  access,
  store: bundledStore(readFileSync(join(__dirname, PACKAGE_FILES.users))),
  verifier: new Verifier(access.refusalWork),
  now: Date.now,
};

/**
 * What AWS IoT Core calls when a client connects, and again at every policy refresh. Always answers, never throws: whatever
 * goes wrong inside is a refusal.
 */
export async function handler(event: unknown, context: InvocationContext): Promise<AuthorizerResponse> {
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
}
