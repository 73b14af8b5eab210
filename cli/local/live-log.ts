import { visibleJson } from "../../infra/text/visible";
import type { LocalEndpoint } from "../../local";
import type { CommandContext } from "../command-context";
import type { RunningStandIn } from "../stand-in/running-file";
import { type Assumptions, DEFAULT_ASSUMPTIONS } from "./assumptions";
import { liveLine } from "./live-line";
import type { PasteLine } from "./paste-lines";
import type { SuggestingEvent } from "./suggest-change";

/** The first event of `--json`. */
export interface ReadyEvent extends Omit<RunningStandIn, "pid"> {
  readonly event: "ready";
  readonly stack: string;
  /** All of them, the defaults too. */
  readonly assumptions: Assumptions;
}

/** What `iot-auth local` prints while it runs: lines for people, or with `--json` one event a line. */
export interface LiveLog {
  ready(event: ReadyEvent, paste: readonly PasteLine[]): void;
  event(event: SuggestingEvent): void;
  /** @param json What stands for it with `--json`; nothing if left out */
  note(line: string, json?: object): void;
}

export function createLiveLog({ io, output }: CommandContext): LiveLog {
  const print = (line: string): void => void io.stdout.write(`${output.lines(line)}\n`);
  const json = (event: object): void => void io.stdout.write(`${visibleJson(event)}\n`);
  if (output.json) {
    return {
      ready: json,
      event: json,
      note: (_, event) => {
        if (event) json(event);
      },
    };
  }
  return {
    ready(ready, paste) {
      print(`Local AWS IoT Core with stack ${ready.stack} (${ready.region}, account ${ready.accountId})`);
      print(`  MQTT, WebSocket, HTTPS   ${ready.mqtt}  (ALPN mqtt for MQTT; wss://${ready.mqtt}/mqtt)`);
      print(`  control plane            ${ready.controlPlane}  (AWS_ENDPOINT_URL for aws, terraform, SDKs)`);
      print(`  CA certificate           ${ready.caFile}`);
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
    event(event) {
      const line = liveLine(event, output.style);
      if (line !== undefined) print(line);
    },
    note: (line) => print(line),
  };
}

/** An endpoint of its own as a line: who decides there, what it speaks, whether it lets anybody in. */
function describeEndpoint({ host, authorizer, applicationProtocol, status }: LocalEndpoint): string {
  const protocol = applicationProtocol === "DEFAULT" ? "every protocol" : `${applicationProtocol} only`;
  const decides = authorizer === null ? "clients name an authorizer" : `authorizer ${authorizer}, named by nobody`;
  return `${host}  (${status === "ENABLED" ? `${decides}; ${protocol}` : `${status}: refuses every client`})`;
}
