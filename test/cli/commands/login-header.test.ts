import { parseHeader } from "../../../cli/commands/login";

describe("HTTP headers on the command line", () => {
  it("are collected, one an option", () => {
    expect(parseHeader("X-Api:  1:2", parseHeader("Host: x"))).toEqual({ Host: "x", "X-Api": "1:2" });
  });

  it.each(["", "Host", "Host:", ": x", "a b: x", "Host: x\r\nInjected: y"])("are refused as %j", (text) => {
    expect(() => parseHeader(text)).toThrow("Write it like: X-Api-Version: 1");
  });
});
