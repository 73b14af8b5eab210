import { visibleJson } from "../../../config/text";
import type { LocalEndpoint, RepetitionOf } from "../../../local";
import type { CommandContext } from "../../command-context";
import type { RunningStandIn } from "../../stand-in/running-file";
import { type Assumptions, DEFAULT_ASSUMPTIONS } from "../assumption-options";
import type { PasteLine } from "../paste-lines";
import { EventFold } from "./fold";
import { clockTime, liveLine } from "./live-line";
import { LogOutput } from "./log-output";
import { logSink } from "./sink";
import type { SuggestingEvent } from "./suggest-change";

/** The first event that `--json` prints. */
export interface ReadyEvent extends Omit<RunningStandIn, "pid"> {
  readonly event: "ready";
  readonly stack: string;
  /** Whether no stack is loaded, so that one can be deployed. @default false */
  readonly empty?: boolean;
  /** URL that receives the calls to all services except AWS IoT. */
  readonly forwardTo?: string;
  /** All assumptions, including those with their default value. */
  readonly assumptions: Assumptions;
}

/** What `iot-auth local` prints while it runs: lines for people, or with `--json` one event a line. */
export interface LiveLog {
  ready(event: ReadyEvent, paste: readonly PasteLine[]): void;
  event(event: SuggestingEvent): void;
  /** Returns a counter for repetitions of a decision, which are folded into one line. Missing with `--json`. */
  readonly repetitionOf?: RepetitionOf;
  /** @param json Printed in place of the line with `--json`. @default - nothing is printed */
  note(line: string, json?: object): void;
  /** Prints a last note, and waits {@link LAST_MILLISECONDS} at most until standard output has written the rest. */
  close(line: string, json: object): Promise<void>;
}

/** How many bytes are kept while standard output is blocked. */
const [MAX_JSON_BYTES, MAX_BYTES] = [8 * 1024 * 1024, 1024 * 1024];
/** How long to wait for standard output at the end, in milliseconds. */
const LAST_MILLISECONDS = 500;

/**
 * Creates the live log on standard output. It never blocks the service: what standard output cannot write yet is kept in bounded memory, and
 * what does not fit there is left out, which a line (with `--json` the event `left-out`) reports. Lines that repeat are folded. With `--json`
 * every event is printed, except those that `left-out` counts.
 */
export function createLiveLog(context: CommandContext): LiveLog {
  return context.output.json ? jsonLog(context) : linesLog(context);
}

function jsonLog({ io }: CommandContext): LiveLog {
  const leftOut = (count: number) => JSON.stringify({ event: "left-out", time: io.now().getTime(), count });
  const log = new LogOutput(logSink(io.stdout), { maxBytes: MAX_JSON_BYTES, leftOut });
  const json = (event: object): void => {
    if (log.open) log.print(visibleJson(event));
    else log.leaveOut();
  };
  return {
    ready: json,
    event: json,
    note: (_, event) => {
      if (event) json(event);
    },
    close: async (_, event) => {
      if (!(await log.close(LAST_MILLISECONDS, visibleJson(event)))) io.giveUpOutput?.();
    },
  };
}

function linesLog({ io, output }: CommandContext): LiveLog {
  const leftOut = (count: number) =>
    output.style("yellow", `… ${count.toLocaleString("en")} events are not shown: there were more than fit here`);
  const log = new LogOutput(logSink(io.stdout), { maxBytes: MAX_BYTES, leftOut });
  const print = (line: string): void => log.print(output.lines(line));
  /** Lines without time of events that are folded: with many clients, the same hundreds of lines are printed each second. */
  const folded = new WeakMap<SuggestingEvent, string>();
  const lineOf = (event: SuggestingEvent): string | undefined => {
    const line = liveLine(event, output.style);
    return line === undefined ? undefined : output.lines(line);
  };
  const printEvent = (event: SuggestingEvent, more: number, time: number): void => {
    if (!log.open) {
      log.leaveOut(1 + more);
      return;
    }
    const line = folded.get(event) ?? lineOf(event);
    if (line === undefined) return;
    if (more > 0) folded.set(event, line);
    const others = more > 0 ? output.style("dim", ` … and ${countText(more)} more like it`) : "";
    log.print(`${output.style("dim", clockTime(time))} ${line}${others}`);
  };
  const fold = new EventFold(printEvent, (count) => log.leaveOut(count));
  return {
    ready(ready, paste) {
      const place = `(${ready.region}, account ${ready.accountId})`;
      print(
        ready.empty
          ? `Local AWS IoT Core, empty: deploy stack ${ready.stack} to it ${place}`
          : `Local AWS IoT Core with stack ${ready.stack} ${place}`,
      );
      print(`  MQTT, WebSocket, HTTPS   ${ready.mqtt}  (ALPN mqtt for MQTT; wss://${ready.mqtt}/mqtt)`);
      print(`  control plane            ${ready.controlPlane}  (${controlPlaneNote(ready)})`);
      print(`  CA certificate           ${ready.caFile}`);
      if (!ready.empty)
        print(
          `  authorizer               ${ready.authorizer}${ready.isDefault ? ", the default" : ", named by clients in their user name"}`,
        );
      for (const [name, value] of Object.entries(ready.assumptions)) {
        if (value !== DEFAULT_ASSUMPTIONS[name]) print(`  assumed                  ${name}=${value}`);
      }
      for (const endpoint of ready.endpoints) {
        if (endpoint.domainConfiguration !== null) print(`  endpoint                 ${describeEndpoint(endpoint)}`);
      }
      for (const { title, text } of paste) print(`${output.style("bold", title)}\n  ${text}`);
    },
    event: (event) => fold.add(event),
    repetitionOf: (event, now) => fold.repetitionOf(event, now),
    note: print,
    async close(line) {
      fold.flush();
      if (!(await log.close(LAST_MILLISECONDS, output.lines(line)))) io.giveUpOutput?.();
    },
  };
}

/** Formats a number with commas. Most counts are small, and `toLocaleString` is slow. */
const countText = (count: number): string => (count < 1000 ? String(count) : count.toLocaleString("en"));

/** Says what to use the control plane for. A loaded stack exists already, so Terraform is named only for an empty stand-in. */
function controlPlaneNote({ empty, forwardTo }: ReadyEvent): string {
  if (!empty) return "AWS IoT's API: aws iot, SDKs";
  return forwardTo === undefined
    ? "AWS IoT's API; other services: --forward-to"
    : `AWS IoT's API; other services are at ${forwardTo}`;
}

/** Describes the stack's own endpoint: its authorizer, its protocol, and whether it is enabled. */
function describeEndpoint({ host, authorizer, applicationProtocol, status }: LocalEndpoint): string {
  const protocol = applicationProtocol === "DEFAULT" ? "every protocol" : `${applicationProtocol} only`;
  const decides =
    authorizer === null ? "clients name an authorizer" : `authorizer ${authorizer}, which clients need not name`;
  return `${host}  (${status === "ENABLED" ? `${decides}; ${protocol}` : `${status}: refuses every client`})`;
}
