/**
 * The program that Terraform's local-exec step runs: `node default-authorizer.cjs set|release|guard`, with its input in the environment
 * variable IOT_AUTH_DEFAULT_AUTHORIZER, and `node default-authorizer.cjs sweep` with IOT_AUTH_POLICY_SWEEP. Exit codes: see `EXIT` in `step-errors.ts`.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createSweepApi } from "../policy-sweep/sweep-client";
import { run } from "./run";
import { createApi } from "./step-client";

// Which Node.js runs Terraform's step is no business of the person who reads its output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// Ctrl-C reaches this program together with Terraform. A change that has begun is finished first, since it may be between clearing
// one default and setting the next. A second Ctrl-C ends it.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => process.stderr.write("Finishing the change first.\n"));

// Terraform may stop listening before the change is done.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

void run({
  arguments: process.argv.slice(2),
  environment: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  connect: createApi,
  connectSweep: createSweepApi,
  wait,
}).then((code) => {
  process.exitCode = code;
  // A profile's helper program that never answers must not keep Terraform waiting.
  setTimeout(() => process.exit(), 1_000).unref();
});
