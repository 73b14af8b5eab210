import { readFileSync } from "node:fs";
import { Agent, type AgentOptions } from "node:https";
import { rootCertificates } from "node:tls";
import { AwsEnvironmentError } from "./aws-call-error";

/** Milliseconds to open a connection, and to wait for the response to one attempt. A call with its few attempts takes a minute at most. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 10_000;

/** Settings of the SDK's HTTP handler. */
export type Transport = ReturnType<typeof createTransport>;

/**
 * Returns the settings of the SDK's HTTP handler. Unlike the SDK itself, and like Terraform's provider, it supports AWS_CA_BUNDLE, for a company's
 * own certificate authority, and HTTPS_PROXY (in Node.js 22.21, 24.5 or newer).
 * @throws {AwsEnvironmentError} if AWS_CA_BUNDLE names a file that cannot be read
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
