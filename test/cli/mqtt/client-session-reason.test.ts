import { PassThrough } from "node:stream";
import { writeToStream } from "mqtt-packet";
import { reasonText, Session } from "../../../cli/mqtt/client-session";

describe("a reason code", () => {
  it.each([
    [0x87, "not authorized (0x87)"],
    [0x86, "bad User Name or Password (0x86)"],
    [5, "not authorized (0x05)"],
    [0xff, "unknown reason (0xFF)"],
  ])("%i is said in words", (code, text) => {
    expect(reasonText(code)).toBe(text);
  });
});

it("makes no buffers ahead for the numbers of packets, which are 15 MB", async () => {
  const stream = new PassThrough();
  const options = { endpoint: "localhost:8443", clientId: "c", why: "", mqtt: "5", timeoutSeconds: 60 } as const;
  const opened = Session.open(stream, options);
  stream.destroy();
  await expect(opened).rejects.toThrow("localhost:8443");
  expect(writeToStream.cacheNumbers).toBe(false);
});
