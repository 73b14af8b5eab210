import { readFileSync } from "node:fs";
import { Agent, type AgentOptions } from "node:https";
import { rootCertificates } from "node:tls";
import { AwsEnvironmentError } from "./aws-call-error";

/** Milliseconds to open a connection, and for the answer to one attempt. With a few attempts no call lasts longer than a minute. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 10_000;

/** Settings of the SDK's HTTP handler. */
export type Transport = ReturnType<typeof createTransport>;

/**
 * How requests travel. Like Terraform's provider and unlike the SDK it honours AWS_CA_BUNDLE, so that a company's own certificate
 * authority works for both, and HTTPS_PROXY (Node.js 22.21, 24.5 or newer; older versions cannot).
 * @throws {AwsEnvironmentError} when AWS_CA_BUNDLE names a file that cannot be read.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 */
export function createTransport(environment: NodeJS.ProcessEnv) {
  const options: AgentOptions & { proxyEnv: NodeJS.ProcessEnv } = { keepAlive: true, proxyEnv: environment };
  const bundle = environment.AWS_CA_BUNDLE;
  if (bundle) options.ca = [...rootCertificates, read(bundle)];
  return {
    connectionTimeout: CONNECTION_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    throwOnRequestTimeout: true,
    httpsAgent: new Agent(options),
  };
}

function read(bundle: string): string {
  try {
    return readFileSync(bundle, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AwsEnvironmentError(
      `\`AWS_CA_BUNDLE\` must name a readable file, got: "${bundle}" (${code}). Correct or unset it.`,
    );
  }
}
