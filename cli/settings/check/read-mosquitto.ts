import type { BridgeSection, BridgeSetting, CarriedTopic } from "./bridge-section";

/**
 * Reads the bridges of a mosquitto.conf: the settings from each `connection` line to the next one or the end of the file.
 * @see https://mosquitto.org/man/mosquitto-conf-5.html
 */
export function readMosquitto(text: string): BridgeSection[] {
  const sections: { name: string; line: number; settings: BridgeSetting[]; topics: CarriedTopic[] }[] = [];
  for (const [at, written] of text.split(/\r?\n/).entries()) {
    const [, key = "", value = ""] = /^([a-z_]+)(?:\s+(.*?))?\s*$/.exec(written.trimStart()) ?? [];
    const line = at + 1;
    if (key === "connection") sections.push({ name: value, line, settings: [], topics: [] });
    const section = sections.at(-1);
    if (section === undefined || key === "" || key === "connection") continue;
    if (key === "topic") section.topics.push(topicOf(value, line));
    else section.settings.push({ key, value, line });
  }
  return sections.map((section) => ({ format: "mosquitto", forAwsBuild: false, ...section }));
}

/** `topic pattern [[[ out | in | both ] qos-level] local-prefix remote-prefix]` */
function topicOf(value: string, line: number): CarriedTopic {
  const [pattern = "", direction = "out", qos, , remotePrefix = ""] = value.split(/\s+/);
  const known = direction === "in" || direction === "both" ? direction : "out";
  const prefix = remotePrefix === '""' ? "" : remotePrefix;
  return {
    remote: `${prefix}${pattern === '""' ? "" : pattern}`,
    direction: known,
    line,
    ...(qos !== undefined && { qos: Number(qos) }),
  };
}
