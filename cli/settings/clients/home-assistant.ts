import type { ClientInputs, SettingsClient } from "../settings-client";
import { mosquittoBridge } from "./mosquitto-bridge";

/** The mosquitto add-on of Home Assistant as a bridge: Home Assistant itself stays with its local broker. */
export const homeAssistant: SettingsClient = {
  ...mosquittoBridge,
  name: "home-assistant",
  title: "Home Assistant",
  versions: "with the Mosquitto broker add-on 6 or later",
  alpn: {
    since: "its mosquitto add-on, which bridges; Home Assistant itself sends none",
    source: "https://github.com/home-assistant/core/issues/100440",
  },
  place: "/share/mosquitto/aws.conf, with customize: active: true in the add-on's configuration",
  traps: [
    "Home Assistant stays connected to its own broker: its discovery and birth messages are retained, and none of them leaves the house.",
    "The bridge carries the topics below and nothing else; in Home Assistant they are ordinary MQTT topics.",
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
