import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { findBotocorePython } from "./botocore-python";
import { findProviderMirror } from "./provider-mirror";

/** A program, package or folder that a machine may lack. */
export type Need =
  | "terraform"
  | "provider-mirror"
  | "moto_server"
  | "aws"
  | "mosquitto"
  | "mosquitto_pub"
  | "python3"
  | "jq"
  | "openssl"
  | "ps"
  | "script"
  | "python3-paho-mqtt"
  | "botocore"
  | "chromium"
  | "gcc"
  | "javac"
  | "php"
  | "libpaho-mqtt-dev"
  | "curl";

/**
 * A group of tests that need programs which not every machine has. If a program is missing, the group is skipped and
 * the reason is printed; with `CI=true` the group fails instead, so that CI never passes without running it.
 */
export function describeWith(needs: readonly Need[], title: string, body: () => void): void {
  const missing = needs.filter((need) => !isPresent(need));
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `${title}: this machine lacks ${missing.join(", ")}`;
  if (process.env.CI === "true") {
    describe(title, () => {
      it("has all programs that it needs", () => {
        throw new Error(reason);
      });
    });
    return;
  }
  process.stderr.write(`skipped: ${reason}\n`);
  // biome-ignore lint/suspicious/noSkippedTests: the only place that skips tests, with a printed reason
  describe.skip(title, body);
}

function isPresent(need: Need): boolean {
  if (need === "provider-mirror") return findProviderMirror() !== undefined;
  if (need === "python3-paho-mqtt") return systemPythonHas("paho");
  if (need === "libpaho-mqtt-dev") return isReadable("/usr/include/MQTTClient.h");
  if (need === "botocore") return findBotocorePython() !== undefined;
  return findProgram(need) !== undefined;
}

/** Folder in which Debian's python3-* packages are installed. */
const DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages";

function systemPythonHas(packageName: string): boolean {
  return isReadable(join(DEBIAN_PACKAGES, packageName));
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Full path of a program on the PATH or in the system's sbin folders. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find((file) => isExecutable(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
