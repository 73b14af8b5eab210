import { setTimeout as wait } from "node:timers/promises";
import { ConfigurationError, type Problem } from "../../config/problem";
import { iotAuth, visibleJson } from "../../config/text";
import { decodeToken } from "../../identity/tokens";
import type { CommandContext } from "../command-context";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Project } from "../project";
import { whileBusy } from "../terminal/busy";
import { brokerTarget, projectIfAny, targetProblems } from "./broker-target";
import {
  type CertificateArguments,
  type ClientCertificate,
  certificateProblems,
  readClientCertificate,
  usesCertificate,
} from "./certificate-arguments";
import { type ClientEvent, eventLine } from "./client-events";
import type { Session } from "./client-session";
import type { ConnectionArguments } from "./connection-arguments";
import { ConnectionFailure, REFUSES_CERTIFICATE } from "./connection-failure";
import { untilInterrupted } from "./interruption";
import {
  type LoginArguments,
  type LoginCredentials,
  loginProblems,
  missing,
  readCredentials,
  SECRETS_IN_ENVIRONMENT,
} from "./login-arguments";
import { userNameField } from "./user-name-field";

/** Arguments of every client command. */
export type ClientArguments = LoginArguments & ConnectionArguments & CertificateArguments;

/** The connection of a client command, and what its {@link ClientCommand.body} needs beside it. */
export interface Client {
  /** `host:port`. */
  readonly endpoint: string;
  readonly session: Session;
  /** Prints what happened: a line, or with `--json` an event. */
  readonly tell: (event: ClientEvent) => void;
  /** Waits for a promise; rejects if ctrl-C or the end of the connection comes first. */
  readonly unlessOver: <T>(promise: Promise<T>) => Promise<T>;
}

/** What one client command adds to {@link runClient}. */
export interface ClientCommand {
  /** Problems with the command's own arguments. */
  readonly problems: readonly Problem[];
  /** Client id if `--client-id` is not given. @default - the login name, or the token's user */
  readonly clientId?: string;
  /** Stream for all lines except received messages, which always go to standard output for scripts. @default "stdout" */
  readonly steps?: "stdout" | "stderr";
  readonly body: (client: Client) => Promise<void>;
}

/**
 * Runs a client command: reports all missing arguments at once, finds the endpoint, logs in, runs the command's body, and disconnects.
 * @throws {CliError} whose exit code tells refused (1), unreachable (4) and TLS (5) apart
 */
export async function runClient(args: ClientArguments, context: CommandContext, command: ClientCommand): Promise<void> {
  const project = await projectIfAny(context);
  const tokenKeyName = args.tokenKeyName ?? project?.stack().settings.authorizer.signing?.tokenKeyName;
  const clientId = args.clientId ?? (usesCertificate(args) ? undefined : (command.clientId ?? args.username));
  const usesToken = Boolean(args.tokenStdin || args.token || context.io.env[SECRETS_IN_ENVIRONMENT.token]);
  const problems = [
    ...targetProblems(args, project),
    ...(usesCertificate(args) ? certificateProblems(args) : loginProblems(args, context.io)),
    ...(!usesCertificate(args) && usesToken && !tokenKeyName
      ? [missing("--token-key-name", "It is the name under which the authorizer looks for the token.")]
      : []),
    ...command.problems,
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const tell = teller(context, command.steps ?? "stdout");
  try {
    await connected(
      { ...args, ...(clientId === undefined ? {} : { clientId }), tokenKeyName: tokenKeyName ?? "" },
      project,
      context,
      command,
      tell,
    );
  } catch (error) {
    if (error instanceof CliError && context.output.json) tell(failedEvent(error));
    throw error;
  }
}

/**
 * Returns the user that a token is for. Most groups use the user's name as the client id.
 * @throws {ConfigurationError} if the token names no user
 */
function userOf(token: string | undefined): string {
  const user = token === undefined ? undefined : decodeToken(token)?.claims.sub;
  if (user !== undefined) return user;
  throw new ConfigurationError([
    missing("--client-id", "Without --username it is the token's user by default, and this token names no user."),
  ]);
}

type Complete = ClientArguments & { readonly tokenKeyName: string };

async function connected(
  args: Complete,
  project: Project | undefined,
  context: CommandContext,
  command: ClientCommand,
  tell: Client["tell"],
): Promise<void> {
  const target = await brokerTarget(args, project, context);
  const { certificate, username, password, token } = await credentials(args, context);
  const clientId = args.clientId ?? certificate?.commonName ?? userOf(token?.value);
  const { authorizerName: named, ...place } = target;
  const authorizerName = certificate ? undefined : named;
  const { openStream } = await import("./open-stream");
  const { Session } = await import("./client-session");
  const interruption = untilInterrupted();
  const endpoint = `${target.serverName ?? target.host}:${target.port}`;
  let session: Session | undefined;
  try {
    const request = {
      ...place,
      timeoutSeconds: args.timeout,
      signal: interruption.signal,
      ...(certificate ? { client: certificate } : {}),
    };
    const login = {
      ...(username === undefined ? {} : { username }),
      ...(authorizerName === undefined ? {} : { authorizerName }),
      ...(token ? { token: { ...token, keyName: args.tokenKeyName } } : {}),
    };
    const open = async () => {
      const stream = await whileBusy(context.io, `Connecting to ${endpoint}`, () =>
        openStream(request, args.websocket === true),
      ).catch((error: unknown) => {
        throw certificate ? withReason(error, whyOfDevice(args.cert ?? "", certificate.commonName)) : error;
      });
      const opening = Session.open(stream, {
        endpoint,
        clientId,
        ...(certificate ? {} : { userNameField: userNameField(login) }),
        ...(password === undefined ? {} : { password }),
        why: certificate ? whyOfDevice(args.cert ?? "", certificate.commonName) : whyOfUser(),
        mqtt: args.mqtt,
        timeoutSeconds: args.timeout,
      });
      const answer = whileBusy(context.io, "Logging in", () => Promise.race([opening, interruption.promise]));
      return answer.catch((error: unknown) => {
        stream.destroy();
        throw error;
      });
    };
    const opened = await open().catch(async (error: unknown) => {
      if (!certificate || !wasDropped(error)) throw error;
      await context.output.note(
        `${endpoint} dropped the connection. AWS IoT Core does so when it has just registered the certificate of a new device; trying once more.`,
      );
      await Promise.race([wait(PROVISIONING_MILLISECONDS), interruption.promise]);
      return open();
    });
    session = opened.session;
    const { lost } = session;
    tell({
      event: "connected",
      endpoint,
      clientId,
      authorizerName: authorizerName ?? null,
      mqtt: args.mqtt,
      transport: args.websocket ? "websocket" : "tls",
      sessionPresent: opened.sessionPresent,
    });
    const unlessOver: Client["unlessOver"] = (promise) => Promise.race([promise, lost, interruption.promise]);
    await command.body({ endpoint, session, tell, unlessOver });
    await session.close();
    tell({ event: "disconnected" });
  } finally {
    interruption.dispose();
    await session?.close();
  }
}

const whyOfUser = (): string =>
  `Ask why: ${iotAuth("explain", "--username", "NAME")} and ${iotAuth("login", "--username", "NAME")}`;

/** @param file The certificate as it was typed */
const whyOfDevice = (file: string, thing = "NAME"): string =>
  `Ask why: ${iotAuth("provisioning", "check", "--certificate", file)}, ${iotAuth("device", "show", thing)} and ${iotAuth("explain", "--thing", thing)}`;

/** Adds to the message of a refused certificate which commands find out why, since AWS IoT Core gives no reason. */
function withReason(error: unknown, why: string): unknown {
  if (!(error instanceof ConnectionFailure) || !error.message.includes(REFUSES_CERTIFICATE)) return error;
  return new ConnectionFailure(`${error.message} ${why}`, EXIT.refused);
}

/** Time to wait for just-in-time provisioning before the second attempt. */
const PROVISIONING_MILLISECONDS = 2_000;

/**
 * Whether a connection ended without an answer, as the first connection of a device that is provisioned just in time does.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
function wasDropped(error: unknown): boolean {
  if (!(error instanceof ConnectionFailure)) return false;
  return (error.exitCode === EXIT.refused && error.reasonCode === undefined) || /ECONNRESET|EPIPE/.test(error.message);
}

async function credentials(
  args: Complete,
  context: CommandContext,
): Promise<LoginCredentials & { readonly certificate?: ClientCertificate }> {
  if (usesCertificate(args)) return { certificate: await readClientCertificate(args, context.io) };
  return readCredentials(args, context, args.tokenKeyName);
}

function teller({ io, output }: CommandContext, steps: "stdout" | "stderr"): Client["tell"] {
  return (event) => {
    if (output.json) return void io.stdout.write(`${visibleJson(event)}\n`);
    const line = eventLine(event, output.style);
    if (line === undefined) return;
    (event.event === "received" ? io.stdout : io[steps]).write(`${output.lines(line)}\n`);
  };
}

function failedEvent(error: CliError): ClientEvent {
  const reasonCode = error instanceof ConnectionFailure ? (error.reasonCode ?? null) : null;
  return { event: "failed", exitCode: error.exitCode, reasonCode, message: error.message };
}
