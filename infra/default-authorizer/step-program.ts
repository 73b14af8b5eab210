/**
 * The program that Terraform's local-exec step runs: `node default-authorizer.cjs set|release|guard`, with its input in
 * the environment variable IOT_AUTH_DEFAULT_AUTHORIZER, and `node default-authorizer.cjs sweep` with
 * IOT_AUTH_POLICY_SWEEP. Exit codes: see `EXIT` in `step-errors.ts`.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createSweepApi } from "../policy-sweep/sweep-client";
import { run } from "./run";
import { createApi } from "./step-client";

// The SDK's warning about the Node.js version does not help the person who reads Terraform's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// Ctrl-C reaches this program and Terraform at the same time. The program first completes its change, since it may have
// cleared one default and not yet set the next. A second Ctrl-C ends it at once.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => process.stderr.write("Finishing the change first.\n"));

// Terraform may stop reading the output before the change is complete.
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
