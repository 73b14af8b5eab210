import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { basename, join } from "node:path";
import { READY_MADE } from "../ready-made";
import type { Finished } from "../run";

/** A command of the tool for {@link runTool}. */
export interface ToolCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The command's whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** The command's whole standard input. @default "" */
  readonly input?: string;
}

/** A command of the AWS CLI for {@link runAws}. */
export interface AwsCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Exit code and output of a synthesis. */
export interface Synthesized {
  readonly code: 0 | 1;
  readonly output: string;
}

/** A server that one test file uses alone until it releases it. */
export interface Lease {
  readonly url: string;
  release(): void;
}

/**
 * The socket, on Windows the pipe, on which jest's first process lends its programs.
 * @param folder See {@link READY_MADE}
 */
export const sharedSocket = (folder: string): string =>
  process.platform === "win32" ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, "programs.sock");

/**
 * Runs `iot-auth` in a process that also runs it for other tests, since loading the tool takes longer than most
 * commands. For tests that are not about how the tool starts and ends, or about a real terminal.
 */
export const runTool = (command: ToolCommand): Promise<Finished> => work("/tool", command);

/** Does what `npm run synth` does in a copy of this project, in a process that also does so for other tests. */
export const synthesizeProject = (project: string): Promise<Synthesized> => work("/tool", { project });

/** Runs the AWS CLI in a process that also runs it for other tests. For tests that are not about the AWS CLI itself. */
export const runAws = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> =>
  work("/aws", { args, env } satisfies AwsCommand);

async function work<Result>(path: string, job: object): Promise<Result> {
  const response = await ask("POST", path, JSON.stringify(job));
  const text = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200) throw new Error(text);
  return JSON.parse(text) as Result;
}

/** Leases an empty moto server, which is reset when it is released, or when this process ends. */
export async function leaseMoto(): Promise<Lease> {
  const response = await ask("GET", "/moto");
  response.setEncoding("utf8");
  const [url] = (await once(response, "data")) as [string];
  if (response.statusCode !== 200) throw new Error(url);
  response.on("error", () => undefined);
  return { url, release: () => response.destroy() };
}

async function ask(method: string, path: string, body = ""): Promise<IncomingMessage> {
  const folder = process.env[READY_MADE];
  if (folder === undefined) throw new Error(`${READY_MADE} is not set; jest's globalSetup sets it`);
  const asked = request({ socketPath: sharedSocket(folder), method, path, agent: false });
  asked.end(body);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response;
}
