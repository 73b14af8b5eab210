import type { RunningStandIn } from "../../../cli/stand-in/running-file";
import { standInTarget } from "../../../cli/stand-in/stand-in-target";
import type { LocalEndpoint } from "../../../local";

const account: LocalEndpoint = {
  host: "localhost",
  domainConfiguration: null,
  authorizer: null,
  allowAuthorizerOverride: true,
  authenticationType: "DEFAULT",
  applicationProtocol: "DEFAULT",
  status: "ENABLED",
};
const own = { ...account, host: "iot.example.com", domainConfiguration: "fleet", authorizer: "login" };
const others = { ...account, host: "other.example.com", domainConfiguration: "other", authorizer: "other" };

const standIn = (...endpoints: LocalEndpoint[]): RunningStandIn => ({
  pid: 1,
  mqtt: `${endpoints[0]?.host}:8443`,
  https: `https://${endpoints[0]?.host}:8443`,
  controlPlane: "http://127.0.0.1:4566",
  caFile: "/ca.pem",
  region: "eu-west-1",
  accountId: "123456789012",
  authorizer: "login",
  isDefault: false,
  endpoints,
});
const LOCALHOST = { host: "localhost", port: 8443 };

describe("the endpoint of a stand-in", () => {
  it("is the account's if the stack has no endpoint, and the authorizer is named", () => {
    expect(standInTarget(standIn(account, others), "fleet")).toEqual({ ...LOCALHOST, authorizerName: "login" });
  });

  it("is the account's, and the authorizer is not named if it is the default", () => {
    expect(standInTarget(standIn({ ...account, authorizer: "login" }), "fleet")).toEqual(LOCALHOST);
  });

  it.each(["ENABLED", "DISABLED"] as const)("is the stack's own, %s, by its server name, as on AWS", (status) => {
    const target = standInTarget(standIn(account, others, { ...own, status }), "fleet");
    expect(target).toEqual({ ...LOCALHOST, serverName: "iot.example.com" });
  });

  it("is the given one, in upper or lower case", () => {
    const all = standIn(account, own, others);
    expect(standInTarget(all, "fleet", "localhost")).toEqual({ ...LOCALHOST, authorizerName: "login" });
    expect(standInTarget(all, "fleet", "Other.example.com")).toEqual({
      ...LOCALHOST,
      serverName: "other.example.com",
      authorizerName: "login",
    });
  });

  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["[2001:db8::7]", "2001:db8::7"],
  ])("is reached at %s with a server name", (written, host) => {
    const at = { ...standIn({ ...account, host, authorizer: "login" }), https: `https://${written}:8443` };
    expect(standInTarget(at, "fleet")).toEqual({ host, port: 8443, serverName: "localhost" });
  });

  it.each([
    ["iot.exmple.com", "Did you mean iot.example.com? It has localhost, iot.example.com."],
    ["x", "It has localhost, iot.example.com."],
  ])("must exist: %s does not", (asked, remedy) => {
    expect(() => standInTarget(standIn(account, own), "fleet", asked)).toThrow(
      `\`--endpoint\` must be an endpoint of the stand-in at localhost:8443, without a port, got: "${asked}". ${remedy}`,
    );
  });
});
