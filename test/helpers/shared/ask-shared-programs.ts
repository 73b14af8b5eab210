import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { basename, join } from "node:path";
import { READY_MADE } from "../ready-made";
import type { Finished } from "../run";

/** A command of the tool, as {@link runTool} carries it out. */
export interface ToolCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All of the environment that it sees. */
  readonly env: NodeJS.ProcessEnv;
  /** All of standard input. @default "" */
  readonly input?: string;
}

/** A command of the AWS CLI, as {@link runAws} carries it out. */
export interface AwsCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What a synthesis came to. */
export interface Synthesized {
  readonly code: 0 | 1;
  readonly output: string;
}

/** Something that one test file has for itself until it gives it back. */
export interface Lease {
  readonly url: string;
  release(): void;
}

/** The socket on which jest's first process lends its programs, or the pipe on Windows. @param folder See {@link READY_MADE} */
export const sharedSocket = (folder: string): string =>
  process.platform === "win32" ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, "programs.sock");

/**
 * Runs `iot-auth` in a process that has done so for other tests, too, since to load the tool is most of what a command takes. For tests that are
 * not about how the tool starts and ends, or about a real terminal.
 */
export const runTool = (command: ToolCommand): Promise<Finished> => work("/tool", command);

/** Does what `npm run synth` does in a project, a copy of this one, in a process that has done so for other tests, too. */
export const synthesizeProject = (project: string): Promise<Synthesized> => work("/tool", { project });

/** Runs the AWS CLI in a process that has done so for other tests, too. For tests that are not about the CLI itself. */
export const runAws = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> =>
  work("/aws", { args, env } satisfies AwsCommand);

async function work<Result>(path: string, job: object): Promise<Result> {
  const response = await ask("POST", path, JSON.stringify(job));
  const text = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200) throw new Error(text);
  return JSON.parse(text) as Result;
}

/** An empty moto, which is emptied when it is given back, or when this process ends. */
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
