import type { OutboundStream } from "./outbound-stream";

/** Writes what connections have to send once the packets that are being handled are done, so that many packets make one write. */
export class FlushScheduler {
  private waiting: OutboundStream[] = [];

  later(outbound: OutboundStream): void {
    if (this.waiting.length === 0) process.nextTick(() => this.flush());
    this.waiting.push(outbound);
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (const outbound of all) outbound.flush();
  }
}
