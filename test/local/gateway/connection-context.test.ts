import type { IncomingMessage } from "node:http";
import { httpContext, remoteAddress } from "../../../local/gateway/connection-context";

const requestOf = (url: string, ...rawHeaders: string[]) => ({ url, rawHeaders }) as unknown as IncomingMessage;

describe("the HTTP request in a function's event", () => {
  it("has each header unchanged, joined if a name appears twice in any case", () => {
    const { headers } = httpContext(requestOf("/", "Host", "a", "X-One", "1", "x-one", "2", "__proto__", "p"));
    expect(Object.entries(headers)).toEqual([
      ["Host", "a"],
      ["X-One", "1, 2"],
      ["__proto__", "p"],
    ]);
  });

  it.each([
    ["/topics/a?qos=1&x=%20?", "?qos=1&x=%20?"],
    ["/topics/a", ""],
    ["/topics/a?", "?"],
  ])("has the query string of %s unchanged: %j", (url, queryString) => {
    expect(httpContext(requestOf(url)).queryString).toBe(queryString);
  });
});

describe("a client's address", () => {
  it.each([
    ["::ffff:127.0.0.1", { remoteAddress: "127.0.0.1" }],
    ["::1", { remoteAddress: "::1" }],
    [undefined, {}],
  ])("%s is reported as %j", (address, expected) => {
    expect(remoteAddress({ remoteAddress: address })).toEqual(expected);
  });

  it("is that of the TCP socket below TLS, without asking the TLS socket, which would ask the operating system", () => {
    const socket = {
      _parent: { remoteAddress: "::ffff:127.0.0.1" },
      get remoteAddress(): string {
        throw new Error("was asked");
      },
    };
    expect(remoteAddress(socket)).toEqual({ remoteAddress: "127.0.0.1" });
  });
});
