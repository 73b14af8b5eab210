import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { generate } from "mqtt-packet";
import { generatePacket, parseConnect, parsePacket } from "../../../../local/broker/wire/packet-codec";

const subscribe = (version: 4 | 5) =>
  generate({ cmd: "subscribe", messageId: 7, subscriptions: [{ topic: "a/b", qos: 1 }] }, { protocolVersion: version });

describe("parsePacket", () => {
  test.each([4, 5] as const)("reads a packet of version %s", (version) => {
    expect(parsePacket(subscribe(version), version)).toMatchObject({ cmd: "subscribe", messageId: 7 });
  });

  test("refuses a malformed packet, and reads the next one as if nothing had happened", () => {
    const bytes = subscribe(4);
    const badFlags = Buffer.from(bytes);
    badFlags[0] = 0x80;
    expect(() => parsePacket(badFlags, 4)).toThrow("Invalid header flag bits");
    expect(() => parsePacket(Buffer.of(0x90, 0), 4)).toThrow();
    expect(parsePacket(bytes, 4)).toMatchObject({ messageId: 7 });
  });

  test("refuses a packet type that does not exist", () => {
    expect(() => parsePacket(Buffer.of(0x00, 0), 4)).toThrow("Not supported");
  });
});

describe("parseConnect", () => {
  test("reads version 4 and 5", () => {
    for (const protocolVersion of [4, 5] as const) {
      const bytes = generate({ cmd: "connect", clientId: "c", protocolVersion, clean: true });
      expect(parseConnect(bytes)).toMatchObject({ cmd: "connect", clientId: "c", protocolVersion });
    }
  });

  test("reads the next one after a malformed one", () => {
    const bytes = generate({ cmd: "connect", clientId: "c", protocolVersion: 5, clean: true });
    expect(() => parseConnect(bytes.subarray(0, 4))).toThrow();
    expect(() => parseConnect(Buffer.of(0x10, 0))).toThrow();
    expect(parseConnect(bytes)).toMatchObject({ clientId: "c" });
  });

  test("keeps nothing of it, least of all the password", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const kept = new WeakRef(
      parseConnect(generate({ cmd: "connect", clientId: "c", username: "u", password: Buffer.from("p"), clean: true })),
    );

    // A WeakRef holds what it was made with until the turn of the event loop is over.
    await new Promise(setImmediate);
    collectGarbage();

    expect(kept.deref()).toBeUndefined();
  });
});

describe("generatePacket", () => {
  test("writes for the version asked for", () => {
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 4)]).toEqual([0xb0, 2, 0, 1]);
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 5)]).toEqual([0xb0, 4, 0, 1, 0, 0]);
  });
});
