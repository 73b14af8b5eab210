import { lookup } from "node:dns/promises";
import { cdktf } from "../../../config/text";
import { CliError } from "../../errors";
import { openTls } from "../../mqtt/open-stream";
import { type Check, failed, failedWith, ok, skipped, warning } from "../doctor-check";

/** Checks that the endpoint is the account's, and that its host name has an address. */
export const endpoint: Check = {
  name: "endpoint",
  actions: ["iot:DescribeEndpoint"],
  async run({ api, endpoint: target, outputs, standIn }) {
    if (target === undefined) return skipped("the endpoint is not known; give --endpoint HOST");
    const applied = "values" in outputs ? outputs.values.endpoint : undefined;
    const real = standIn || applied === undefined ? applied : await api.dataEndpoint();
    if (real !== applied)
      return failed(
        `the account's endpoint is ${real}, the applied stack's ${applied}`,
        `Check account and Region; then: ${cdktf("deploy")}`,
      );
    try {
      const addresses = await lookup(target.host, { all: true });
      return ok(`${target.host} has ${addresses.length} ${addresses.length === 1 ? "address" : "addresses"}`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return failed(`${target.host} has no address (${code})`, "Check the host name, and this computer's DNS.");
    }
  },
};

/** Days before the endpoint's certificate expires at which it should have been renewed. */
const RENEWAL = 7;
const DAY = 86_400_000;

/**
 * Checks that a client can connect over TLS with ALPN `mqtt`.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export const tls: Check = {
  name: "tls",
  actions: [],
  async run({ endpoint: target, timeoutSeconds, now }) {
    if (target === undefined) return skipped("the endpoint is not known; give --endpoint HOST");
    try {
      const socket = await openTls({ ...target, alpn: ["mqtt"], timeoutSeconds });
      const { alpnProtocol } = socket;
      const [version, { valid_to: end }] = [socket.getProtocol(), socket.getPeerCertificate()];
      socket.destroy();
      const place = `${target.host}:${target.port}`;
      if (alpnProtocol !== "mqtt")
        return failed(
          `${place} does not choose ALPN mqtt`,
          "Check the port: 443 for AWS IoT Core; and proxies that open TLS.",
        );
      const days = Math.floor((Date.parse(end) - now().getTime()) / DAY);
      const seen = `${place} speaks ${version} with ALPN mqtt; its certificate is valid for ${days} days`;
      return days >= RENEWAL
        ? ok(seen)
        : warning(seen, "The certificate is about to expire; the operator of the endpoint must renew it.");
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return failedWith(error.message, "Check the network, proxies and firewalls.");
    }
  },
};
