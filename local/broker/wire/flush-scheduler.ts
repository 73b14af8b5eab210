/** Something that collects what it has to write. */
interface Flushable {
  flush(): void;
}

/** Writes what connections have to send once the packets that are being handled are done, so that many packets make one write. */
export class FlushScheduler {
  private waiting: Flushable[] = [];

  later(outbound: Flushable): void {
    if (this.waiting.length === 0) process.nextTick(() => this.flush());
    this.waiting.push(outbound);
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (const outbound of all) outbound.flush();
  }
}
