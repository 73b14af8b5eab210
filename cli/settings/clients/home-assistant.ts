import type { ClientInputs, SettingsClient } from "../settings-client";
import { mosquittoBridge } from "./mosquitto-bridge";

/** The mosquitto add-on of Home Assistant as a bridge; Home Assistant itself stays connected to this local broker. */
export const homeAssistant: SettingsClient = {
  ...mosquittoBridge,
  name: "home-assistant",
  title: "Home Assistant",
  versions: "with the Mosquitto broker add-on 6 or later",
  alpn: {
    since: "the Mosquitto broker add-on, which is the bridge; Home Assistant itself sends no ALPN",
    source: "https://github.com/home-assistant/core/issues/100440",
  },
  place: "/share/mosquitto/aws.conf, with customize: active: true in the add-on's configuration",
  traps: [
    "Home Assistant stays connected to its own broker: its discovery and birth messages are retained there and are not sent to AWS.",
    "The bridge carries only the topics below; in Home Assistant they are ordinary MQTT topics.",
    ...mosquittoBridge.traps,
  ],
  keys: {
    ...mosquittoBridge.keys,
    compared: {
      how: "names",
      with: "addons/mosquitto 7.1.0 at 3158bce (customize; mosquitto 2.1.2)",
    },
  },
  text: (inputs: ClientInputs) => mosquittoBridge.text(inputs),
};
