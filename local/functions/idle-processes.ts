import type { FunctionProcess } from "./function-process";

/** A function's process, with its times and its number of calls. */
export interface Member {
  readonly child: FunctionProcess;
  /** When the process was started; milliseconds of `performance.now()`. */
  readonly born: number;
  /** Since when the process has been idle; milliseconds of `performance.now()`. */
  since: number;
  /** Number of calls that the process has run. */
  calls: number;
}

/** Number of idle processes that are never ended, and that are not used for calls that may hang. */
export const KEPT = 2;

/**
 * The idle processes of a function. The process with the most calls is taken first: V8 has optimized its code, so it is
 * several times as fast as a process with few calls. Processes that stay idle for a while are ended, except
 * {@link KEPT} of them.
 */
export class IdleProcesses {
  private readonly members: Member[] = [];
  private recycling: NodeJS.Timeout | undefined;

  /**
   * @param milliseconds idle time after which a process is ended
   * @param onGone called with each process that ended or is being ended
   */
  constructor(
    private readonly milliseconds: number,
    private readonly onGone: (child: FunctionProcess) => void,
  ) {}

  get length(): number {
    return this.members.length;
  }

  add(member: Member): void {
    this.members.push(member);
    this.recycling ??= setInterval(() => this.recycle(), this.milliseconds / 2).unref();
  }

  /** Removes and returns the process with the most calls; undefined if there is none. */
  take(): Member | undefined {
    for (;;) {
      const [first, ...others] = this.members;
      if (first === undefined) return undefined;
      const member = others.reduce((most, each) => (each.calls > most.calls ? each : most), first);
      this.remove(member);
      if (member.child.usable) return member;
      this.onGone(member.child);
    }
  }

  /** Stops ending idle processes. */
  stop(): void {
    clearInterval(this.recycling);
  }

  private recycle(): void {
    const old = performance.now() - this.milliseconds;
    const resting = this.members.filter(({ since }) => since < old).sort((one, other) => one.calls - other.calls);
    for (const member of resting.slice(0, Math.max(0, this.members.length - KEPT))) {
      this.remove(member);
      this.onGone(member.child);
      void member.child.kill();
    }
    if (this.members.length > KEPT) return;
    clearInterval(this.recycling);
    this.recycling = undefined;
  }

  private remove(member: Member): void {
    this.members.splice(this.members.indexOf(member), 1);
  }
}
