import type { Clock } from "../../clock";
import type { AwsLimits } from "../limits";

/**
 * Returns the keep-alive that AWS applies to a requested one, in seconds: 0 and more than 1,200 become 1,200, 1 to 29
 * become 30.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits "Connection inactivity"
 * @example
 * effectiveKeepAlive(0, DEFAULT_LIMITS); // 1200
 */
export function effectiveKeepAlive(requested: number, limits: AwsLimits): number {
  if (requested === 0 || requested > limits.keepAliveSeconds) return limits.keepAliveSeconds;
  return Math.max(requested, limits.keepAliveMinimumSeconds);
}

/** Calls `onSilence` when a client has sent nothing for one and a half times its keep-alive (MQTT 5, 3.1.2.10). */
export class KeepAlive {
  private readonly limitMs: number;
  private lastHeard: number;
  private cancel: () => void;

  /** @param deaf whether the broker does not read from the client right now; that time does not count as silence */
  constructor(
    private readonly clock: Clock,
    seconds: number,
    private readonly deaf: () => boolean,
    private readonly onSilence: () => void,
  ) {
    this.limitMs = seconds * 1500;
    this.lastHeard = clock.now();
    this.cancel = this.watch(this.limitMs);
  }

  heard(): void {
    this.lastHeard = this.clock.now();
  }

  stop(): void {
    this.cancel();
  }

  private watch(milliseconds: number): () => void {
    return this.clock.after(milliseconds, () => {
      if (this.deaf()) this.heard();
      const rest = this.lastHeard + this.limitMs - this.clock.now();
      if (rest <= 0) this.onSilence();
      else this.cancel = this.watch(rest);
    });
  }
}
