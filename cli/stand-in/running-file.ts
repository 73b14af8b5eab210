import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { iotAuth } from "../../config/text";
import { writeAtomically } from "../../identity/write-atomically";
import type { LocalEndpoint } from "../../local";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Addresses and settings of a running `iot-auth local`, for other commands. It contains no secret. */
export interface RunningStandIn {
  readonly pid: number;
  /** `host:port` for MQTT over TLS with ALPN `mqtt`. */
  readonly mqtt: string;
  /** `host:port` for clients with a certificate. Missing if an older version wrote the file. */
  readonly mqtts?: string;
  /** URL for HTTPS publish; WebSocket is at `/mqtt` of it. */
  readonly https: string;
  /** URL of the stand-in's AWS API. */
  readonly controlPlane: string;
  /** Absolute path of the development CA's certificate. */
  readonly caFile: string;
  readonly region: string;
  readonly accountId: string;
  readonly authorizer: string;
  /** Whether the authorizer is the account's default, so that clients need not name it. */
  readonly isDefault: boolean;
  /** Its endpoints with their host names: the account's endpoint first. */
  readonly endpoints: readonly LocalEndpoint[];
}

/** Returns the path of the file in which a stand-in that serves a stack announces itself. */
export function runningFile(configFolder: string, stackName: string): string {
  return join(configFolder, ".iot-auth", "local", stackName, "running.json");
}

/**
 * Announces a stand-in to other commands, which find it with `--local`. If another process already serves the same stack, its file is kept.
 * @returns A function that removes the file, unless another process wrote it
 * @example const withdraw = await announceStandIn(runningFile(folder, "fleet"), standIn);
 */
export async function announceStandIn(file: string, standIn: RunningStandIn): Promise<() => Promise<void>> {
  const other = await readRunning(file);
  if (other === undefined || other.pid === standIn.pid || !isAlive(other.pid)) {
    await mkdir(dirname(file), { recursive: true });
    await writeAtomically(file, `${JSON.stringify(standIn, null, 2)}\n`, 0o600);
  }
  return async () => {
    if ((await readRunning(file))?.pid === standIn.pid) await rm(file, { force: true });
  };
}

/**
 * Finds the stand-in that serves a stack.
 * @throws {CliError} if none is running, or if it ended without removing its file
 */
export async function findStandIn(file: string, stackName: string, { cwd }: Pick<Io, "cwd">): Promise<RunningStandIn> {
  const found = await readRunning(file);
  const start = `Start one in another terminal: ${iotAuth("local")}`;
  if (found === undefined) throw new CliError(`No stand-in serves stack ${stackName}. ${start}`, EXIT.notReady);
  if (isAlive(found.pid)) return found;
  throw new CliError(
    `The stand-in of stack ${stackName} (process ${found.pid}) has ended; ${relative(cwd, file)} was left behind. ${start}`,
    EXIT.notReady,
  );
}

/** Reads the file; `undefined` if there is none, or if it does not have the expected content. */
async function readRunning(file: string): Promise<RunningStandIn | undefined> {
  try {
    const value = JSON.parse(await readFile(file, "utf8")) as Partial<RunningStandIn> | null;
    return Number.isInteger(value?.pid) && Array.isArray(value?.endpoints) ? (value as RunningStandIn) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
