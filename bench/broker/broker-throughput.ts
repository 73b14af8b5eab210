import { median, report } from "../measure";
import { type Load, measureThroughput } from "./broker-load";
import { findMosquitto, startMosquitto, startStandIn } from "./broker-processes";

const ROUNDS = 7;
const PAYLOAD_BYTES = 64;
const LOADS: readonly Load[] = [
  { version: 4, qos: 0, messages: 200_000, payloadBytes: PAYLOAD_BYTES },
  { version: 4, qos: 1, messages: 60_000, payloadBytes: PAYLOAD_BYTES },
  { version: 5, qos: 0, messages: 200_000, payloadBytes: PAYLOAD_BYTES },
  { version: 5, qos: 1, messages: 60_000, payloadBytes: PAYLOAD_BYTES },
];

/**
 * Measures messages per second from one client to another over plain TCP: through the stand-in's broker, which checks a
 * policy for each message, compared with mosquitto without access rules.
 */
export async function benchBrokerThroughput(): Promise<void> {
  const program = findMosquitto();
  if (!program) {
    console.log(
      "skipped: broker throughput (mosquitto is not installed; apt-get install --no-install-recommends mosquitto)",
    );
    return;
  }
  const standIn = await startStandIn();
  const mosquitto = await startMosquitto(program);
  try {
    for (const load of LOADS) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await measureThroughput(standIn.port, load));
        theirs.push(await measureThroughput(mosquitto.port, load));
      }
      const [own, other] = [median(ours), median(theirs)];
      const title = `broker: MQTT ${load.version === 4 ? "3.1.1" : "5"} QoS ${load.qos} messages/s against mosquitto`;
      report(title, own / other, "at least 1.3", `${Math.round(own)} against ${Math.round(other)}`);
    }
  } finally {
    await standIn.stop();
    await mosquitto.stop();
  }
}

if (require.main === module) {
  benchBrokerThroughput().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
