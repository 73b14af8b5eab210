import { eventLine, receivedEvent } from "../../../cli/mqtt/client-events";

const plain = (_: string, text: string) => text;
const received = (payload: Buffer) => receivedEvent({ topic: "a/b", payload, qos: 1, retain: true }, 7);

describe("a message that arrived", () => {
  it("is told as text where it is text", () => {
    const event = received(Buffer.from("grüß\tdich\n"));
    expect(event).toEqual({
      event: "received",
      number: 7,
      topic: "a/b",
      qos: 1,
      retain: true,
      payload: "grüß\tdich\n",
    });
    expect(eventLine(event, plain)).toBe("a/b  grüß\\u{9}dich\\u{a}");
  });

  it("is told in base64 where it is not", () => {
    const event = received(Buffer.from([0xff, 0xfe]));
    expect(event).toMatchObject({ payloadBase64: "//4=" });
    expect(eventLine(event, plain)).toBe("a/b  base64://4=");
  });

  it("commands no terminal", () => {
    expect(eventLine(received(Buffer.from("\u001b]0;x\u0007\r\u009b2J")), plain)).toBe(
      "a/b  \\u{1b}]0;x\\u{7}\\u{d}\\u{9b}2J",
    );
  });
});
