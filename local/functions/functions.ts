import { StandInOptionError } from "../local-errors";
import { DeployedFunction, type FunctionSettings, type RunOptions } from "./deployed-function";
import { parseFunctionArn, unqualified } from "./function-arn";
import type { Permission } from "./resource-policy";

/**
 * The stand-in's Lambda functions, by ARN.
 *
 * A change of code or settings takes effect with the next call; running calls end with the code that they began with.
 * @example
 * const functions = new Functions();
 * functions.register({ functionArn, functionName: "login", handler: "index.handler", zip });
 * await functions.get(functionArn)?.invoke(event);
 * await functions.close();
 */
export class Functions {
  private readonly deployed = new Map<string, DeployedFunction>();
  private readonly retiring = new Set<Promise<void>>();

  constructor(private readonly options: RunOptions = {}) {}

  /**
   * Registers a function, or replaces the function with the same ARN.
   * @throws StandInOptionError if the ARN is not that of a Lambda function, or has a version or alias
   */
  register(settings: FunctionSettings): void {
    const arn = parseFunctionArn(settings.functionArn);
    if (arn === undefined || arn.qualifier !== undefined) {
      throw new StandInOptionError(
        `functionArn must be the ARN of a Lambda function without version or alias, got: ${settings.functionArn}. ` +
          "Write arn:aws:lambda:<region>:<account>:function:<name>.",
      );
    }
    this.retire(settings.functionArn);
    this.deployed.set(settings.functionArn, new DeployedFunction(settings, this.options));
  }

  /** Changes a function's code or settings. Does nothing if the function is unknown. */
  update(functionArn: string, changes: Partial<Omit<FunctionSettings, "functionArn" | "permissions">>): void {
    const known = this.get(functionArn);
    if (known !== undefined) {
      this.register({ ...known.settings, permissions: known.permissions, ...changes });
    }
  }

  /** Replaces the statements of a function's resource policy. Does nothing if the function is unknown. */
  setPermissions(functionArn: string, change: (permissions: readonly Permission[]) => readonly Permission[]): void {
    const known = this.get(functionArn);
    if (known !== undefined) {
      known.permissions = change(known.permissions);
    }
  }

  /** Removes a function. Does nothing if the function is unknown. */
  remove(functionArn: string): void {
    this.retire(unqualified(functionArn));
    this.deployed.delete(unqualified(functionArn));
  }

  /** Returns the function with this ARN; a version or alias at its end is ignored. */
  get(functionArn: string): DeployedFunction | undefined {
    return this.deployed.get(functionArn) ?? this.deployed.get(unqualified(functionArn));
  }

  /** Ends all calls and processes, and removes all unpacked code. */
  async close(): Promise<void> {
    const all = [...this.deployed.values()].map((one) => one.close());
    this.deployed.clear();
    await Promise.all([...all, ...this.retiring]);
  }

  private retire(functionArn: string): void {
    const retired = this.deployed.get(functionArn)?.retire();
    if (retired !== undefined) {
      this.retiring.add(retired);
      void retired.finally(() => this.retiring.delete(retired));
    }
  }
}
