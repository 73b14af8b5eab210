import { visible } from "../../config/text";
import { type SweepApi, sweepPolicy } from "../policy-sweep/sweep";
import { parseSweepInput, SWEEP_VARIABLE, type SweepInput } from "../policy-sweep/sweep-input";
import { guardDefault } from "./handover";
import { releaseDefault } from "./release";
import { setDefault } from "./set";
import type { DefaultAuthorizerApi } from "./step";
import { asStepError, badInput, EXIT, type ExitCode } from "./step-errors";
import { type DefaultAuthorizerInput, INPUT_VARIABLE, parseInput } from "./step-input";

/** Inputs and effects of {@link run}, which tests replace. */
export interface World {
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly connect: (input: DefaultAuthorizerInput, environment: NodeJS.ProcessEnv) => Promise<DefaultAuthorizerApi>;
  readonly connectSweep: (input: SweepInput, environment: NodeJS.ProcessEnv) => Promise<SweepApi>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

const COMMANDS = new Map([
  ["set", setDefault],
  ["release", releaseDefault],
  ["guard", guardDefault],
]);

/**
 * One run of the program: `set`, `release` or `guard` for the default authorizer, or `sweep` for a policy of devices.
 * Never throws; failures are printed, one line each, without a stack trace.
 * @example process.exitCode = await run({ arguments: ["set"], environment: process.env, ... })
 */
export async function run(world: World): Promise<ExitCode> {
  try {
    const name = world.arguments.join(" ");
    const say = (line: string) => world.out(visible(line));
    if (name === "sweep") {
      const input = parseSweepInput(world.environment[SWEEP_VARIABLE]);
      await sweepPolicy({ input, api: await world.connectSweep(input, world.environment), say });
      return EXIT.ok;
    }
    const command = COMMANDS.get(name);
    if (!command) throw badInput([`The command must be \`set\`, \`release\`, \`guard\` or \`sweep\`, got: "${name}".`]);
    const input = parseInput(world.environment[INPUT_VARIABLE]);
    const api = await world.connect(input, world.environment);
    await command({ input, api, say, wait: world.wait });
    return EXIT.ok;
  } catch (error) {
    const failure = asStepError(error);
    for (const line of failure.message.split("\n")) world.err(visible(line));
    return failure.exitCode;
  }
}
