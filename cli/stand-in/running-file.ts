import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { iotAuth } from "../../config/text";
import { writeAtomically } from "../../identity/write-atomically";
import type { LocalEndpoint } from "../../local";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** What other commands need to know of a running `iot-auth local`. No secret is in it. */
export interface RunningStandIn {
  readonly pid: number;
  /** `host:port` for MQTT over TLS with ALPN `mqtt`. */
  readonly mqtt: string;
  /** `host:port` for clients with a certificate. Missing where an older version wrote the file. */
  readonly mqtts?: string;
  /** For HTTPS publish; WebSocket is at `/mqtt`. */
  readonly https: string;
  /** AWS's API. */
  readonly controlPlane: string;
  /** Absolute path of the development CA's certificate. */
  readonly caFile: string;
  readonly region: string;
  readonly accountId: string;
  readonly authorizer: string;
  /** Whether clients of the account's own endpoint may leave the authorizer's name out. */
  readonly isDefault: boolean;
  /** Under which host names clients reach it: the account's own endpoint first. */
  readonly endpoints: readonly LocalEndpoint[];
}

/** Where a stand-in that serves a stack says so. */
export function runningFile(configFolder: string, stackName: string): string {
  return join(configFolder, ".iot-auth", "local", stackName, "running.json");
}

/**
 * Tells other commands of a stand-in, for `--local`. Where one serves the same stack already it stays the one that is found.
 * @returns Takes it back; what another process wrote is left alone
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
 * @throws {CliError} if none is running, or the one that was has ended without saying so
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

/** What the file says; `undefined` if there is none, or it is not one of ours. */
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
    // It lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
