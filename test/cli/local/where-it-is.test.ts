import { mkdtempSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { hostsOf, whereItIs } from "../../../cli/local/where-it-is";
import { startLocalIotCore } from "../../../local";

const ADDRESSES = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
const HAS_IPV6 = ADDRESSES.some(({ address }) => address === "::1");
/** Addresses of this computer in its networks, without link-local ones, which need a zone. */
const NETWORK = ADDRESSES.filter(({ internal, address }) => !internal && !address.startsWith("fe80:")).map(
  ({ address }) => address,
);
const IPV6 = HAS_IPV6 ? ["::", "::1", "::0", "0:0:0:0:0:0:0:1"] : [];

describe("hostsOf", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::", "::0"])("reaches %s as localhost", (address) => {
    expect(hostsOf(address)).toEqual(["localhost", address]);
  });

  it.each(["::1", "192.0.2.7", "127.0.0.2", "2001:db8::7", "broker.example.com"])("reaches %s as itself", (address) => {
    expect(hostsOf(address)).toEqual([address, address]);
  });
});

describe("the address that is printed", () => {
  const folder = mkdtempSync(join(tmpdir(), "where-it-is-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["127.0.0.1", "0.0.0.0", "localhost", "127.0.0.2", ...IPV6, ...NETWORK])(
    "can be connected to when the stand-in listens on %s, with a certificate that is good for it",
    async (host) => {
      const core = await startLocalIotCore({ port: 0, host, hosts: hostsOf(host), certificatesFolder: folder });
      try {
        const { https, mqtt } = whereItIs(core, { authorizer: { name: "fleet" }, setAsDefault: false });
        const { hostname, port } = new URL(https);
        expect(new URL(`https://${mqtt}`).host).toBe(new URL(https).host);
        await new Promise<void>((resolve, reject) => {
          const address = hostname.replace(/^\[|\]$/g, "");
          const socket = connect({ host: address, port: Number(port), ca: core.certificates.ca }, resolve);
          socket.on("error", reject).on("secureConnect", () => socket.destroy());
        });
        expect(core.controlPlane.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      } finally {
        await core.close();
      }
    },
  );
});
