import { eventLine, receivedEvent } from "../../../cli/mqtt/client-events";

const plain = (_: string, text: string) => text;
const received = (payload: Buffer) => receivedEvent({ topic: "a/b", payload, qos: 1, retain: true }, 7);

describe("a message that arrived", () => {
  it("is shown as text if its payload is UTF-8", () => {
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

  it("is shown in base64 if its payload is not UTF-8", () => {
    const event = received(Buffer.from([0xff, 0xfe]));
    expect(event).toMatchObject({ payloadBase64: "//4=" });
    expect(eventLine(event, plain)).toBe("a/b  base64://4=");
  });

  it("is printed with its control characters made visible", () => {
    expect(eventLine(received(Buffer.from("\u001b]0;x\u0007\r\u009b2J")), plain)).toBe(
      "a/b  \\u{1b}]0;x\\u{7}\\u{d}\\u{9b}2J",
    );
  });
});
