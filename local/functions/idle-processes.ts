import type { FunctionProcess } from "./function-process";

/** A process, and what is known of it. */
export interface Member {
  readonly child: FunctionProcess;
  /** When it was started, and since when it has had nothing to do; milliseconds of `performance.now()`. */
  readonly born: number;
  since: number;
  /** Calls it had. */
  calls: number;
}

/** Processes that are kept however long they have nothing to do, and that calls which may hang leave to others. */
export const KEPT = 2;

/**
 * Processes that have nothing to do. The one that had the most calls is taken first: its code is compiled best, which makes it several times as
 * fast as one that had few. Those that are not taken for a while are ended, but for {@link KEPT}.
 */
export class IdleProcesses {
  private readonly members: Member[] = [];
  private recycling: NodeJS.Timeout | undefined;

  /**
   * @param milliseconds after which one is ended
   * @param onGone told of each that is not to be counted any more
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

  /** Takes out the one that had the most calls. */
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

  /** Ends no more of them. */
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
