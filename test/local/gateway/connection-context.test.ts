import type { IncomingMessage } from "node:http";
import { httpContext, remoteAddress } from "../../../local/gateway/connection-context";

const requestOf = (url: string, ...rawHeaders: string[]) => ({ url, rawHeaders }) as unknown as IncomingMessage;

describe("what a function is told of an HTTP request", () => {
  it("is each header as it was written, joined where a name came twice in whatever case", () => {
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
  ])("is the query string of %s as it is: %j", (url, queryString) => {
    expect(httpContext(requestOf(url)).queryString).toBe(queryString);
  });
});

describe("a client's address", () => {
  it.each([
    ["::ffff:127.0.0.1", { remoteAddress: "127.0.0.1" }],
    ["::1", { remoteAddress: "::1" }],
    [undefined, {}],
  ])("%s is told as %j", (address, expected) => {
    expect(remoteAddress({ remoteAddress: address })).toEqual(expected);
  });
});
