import { EventEmitter } from "node:events";
import { type Gone, StreamGone } from "../../local/gone";

describe("a closed stream", () => {
  it.each<[string, (stream: EventEmitter) => { readonly gone: Gone; readonly end: () => void }]>([
    ["by itself", (stream) => ({ gone: new StreamGone(stream), end: () => void stream.emit("close") })],
    [
      "as an AbortSignal tells it",
      () => {
        const controller = new AbortController();
        return { gone: controller.signal, end: () => controller.abort() };
      },
    ],
  ])("calls every listener once, and none that was removed or added later: %s", (_, make) => {
    const { gone, end } = make(new EventEmitter());
    const told: string[] = [];
    const removed = () => told.push("removed");
    gone.addEventListener("abort", () => told.push("first"), { once: true });
    gone.addEventListener("abort", removed);
    gone.addEventListener("abort", () => told.push("second"), { once: true });
    gone.removeEventListener("abort", removed);
    expect(gone.aborted).toBe(false);
    end();
    gone.addEventListener("abort", () => told.push("late"));
    end();
    expect(told).toEqual(["first", "second"]);
    expect(gone.aborted).toBe(true);
  });
});
