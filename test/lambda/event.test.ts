import fc from "fast-check";
import { identify, parseEvent } from "../../lambda/event";
import { codePoint } from "../helpers/code-point";

const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes as string).toString("base64");

function mqttEvent(mqtt: object): object {
  return { protocolData: { mqtt } };
}

const complete = { username: "printer-7", password: base64("s"), clientId: "printer-7" };

describe("parseEvent", () => {
  it("returns the user name field unchanged, the password's bytes and the client id", () => {
    expect(parseEvent(mqttEvent({ username: "a?b=c", password: base64("päss"), clientId: "id" }))).toEqual({
      userNameField: "a?b=c",
      password: Buffer.from("päss"),
      clientId: "id",
    });
  });

  it.each([undefined, null, ""])("leaves the client id out when it is %j", (clientId) => {
    expect(parseEvent(mqttEvent({ ...complete, clientId }))).not.toHaveProperty("clientId");
  });

  it("returns every password byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        const { password } = parseEvent(mqttEvent({ ...complete, password: base64(bytes) }));
        expect(password.equals(bytes)).toBe(true);
      }),
    );
  });

  it.each([undefined, null, "text", 7, true])("refuses the event %j as malformed-event", (event) => {
    expect(() => parseEvent(event)).toThrow(expect.objectContaining({ reason: "malformed-event" }));
  });

  it.each([
    ["nothing at all", {}],
    ["a list", []],
    ["null for protocolData", { protocolData: null }],
    ["text for protocolData", { protocolData: "mqtt" }],
    ["no MQTT part", { protocolData: { http: { headers: {}, queryString: "?" } } }],
    ["null for the MQTT part", { protocolData: { mqtt: null } }],
    ["text for the MQTT part", { protocolData: { mqtt: "printer-7" } }],
    ["an empty token", { token: "", signatureVerified: true }],
    ["no user name", mqttEvent({ password: base64("s") })],
    ["an empty user name", mqttEvent({ ...complete, username: "" })],
    ["no password", mqttEvent({ username: "printer-7", clientId: "printer-7" })],
    ["null for the password", mqttEvent({ ...complete, password: null })],
    ["an empty password", mqttEvent({ ...complete, password: "" })],
    ["a user name only its prototype holds", JSON.parse('{"protocolData":{"__proto__":{"mqtt":{"username":"a"}}}}')],
  ])("refuses an event with %s as no-credentials", (_, event) => {
    expect(() => parseEvent(event)).toThrow(expect.objectContaining({ reason: "no-credentials" }));
  });

  it.each(["username", "password", "clientId"])(
    "refuses an event whose %s is not text as malformed-event",
    (member) => {
      for (const value of [7, true, {}, ["a"]]) {
        expect(() => parseEvent(mqttEvent({ ...complete, [member]: value }))).toThrow(
          expect.objectContaining({ reason: "malformed-event" }),
        );
      }
    },
  );

  it.each([
    ["nothing else", {}],
    ["null for protocolData", { protocolData: null }],
    ["an HTTP part only", { protocolData: { http: { headers: { token: "t" } } } }],
    ["an empty MQTT part", mqttEvent({})],
    ["an empty user name and password", mqttEvent({ username: "", password: "" })],
  ])("accepts a token together with %s", (_, rest) => {
    expect(parseEvent({ token: "t", signatureVerified: true, ...rest })).toEqual({
      userNameField: "",
      password: Buffer.alloc(0),
      token: { text: "t", signatureVerified: true },
    });
  });

  it("also returns the user name, password and client id that are sent with a token", () => {
    expect(parseEvent({ token: "t", ...mqttEvent(complete) })).toEqual({
      userNameField: "printer-7",
      password: Buffer.from("s"),
      token: { text: "t", signatureVerified: false },
      clientId: "printer-7",
    });
  });

  it.each([undefined, null, "true", 1, {}])("does not treat %j as a verified signature", (signatureVerified) => {
    expect(parseEvent({ token: "t", signatureVerified }).token).toEqual({ text: "t", signatureVerified: false });
  });

  it("refuses an event as malformed-event if its token is not text, or its MQTT part is not an object", () => {
    for (const token of [7, true, {}, ["t"]]) {
      expect(() => parseEvent({ token, ...mqttEvent(complete) })).toThrow(
        expect.objectContaining({ reason: "malformed-event" }),
      );
    }
    expect(() => parseEvent({ token: "t", protocolData: { mqtt: "x" } })).toThrow(
      expect.objectContaining({ reason: "no-credentials" }),
    );
  });

  it.each(["*", "?", "+", "#", "/", "$", "\0", "\n", "\u007f", "\u0085"])(
    "refuses a client id with %j, which has a meaning in a policy or topic",
    (character) => {
      for (const clientId of [character, `a${character}`, `${character}a`, `a${character}b`]) {
        expect(() => parseEvent(mqttEvent({ ...complete, clientId }))).toThrow(
          expect.objectContaining({ reason: "invalid-client-id" }),
        );
      }
    },
  );

  it.each(["00:11:62:aa:bb:cc", "a b", "{username}", 'say "hi"', "gerät-1", "\u{1f5a8}", "a\\b"])(
    "accepts the client id %j, which has no meaning in a policy or topic",
    (clientId) => {
      expect(parseEvent(mqttEvent({ ...complete, clientId })).clientId).toBe(clientId);
    },
  );

  it("accepts a client id of 128 bytes and refuses one of 129, counting bytes and not characters", () => {
    const longest = "ü".repeat(64);
    expect(parseEvent(mqttEvent({ ...complete, clientId: longest })).clientId).toBe(longest);
    expect(() => parseEvent(mqttEvent({ ...complete, clientId: `${longest}x` }))).toThrow(
      expect.objectContaining({ reason: "invalid-client-id" }),
    );
  });
});

describe("identify", () => {
  it.each([
    ["nothing appended", "dev1", "dev1"],
    ["a MAC address", "00:11:62:aa:bb:cc", "00:11:62:aa:bb:cc"],
    ["a question mark alone, as the CRT builder sends it", "dev1?", "dev1"],
    ["an authorizer name", "dev1?x-amz-customauthorizer-name=cloudprnt", "dev1"],
    [
      "an authorizer name and what the AWS SDK for JavaScript v2 appends",
      "dev1?x-amz-customauthorizer-name=MyAuth&SDK=IoTDeviceSDK/JS&Platform=Unix&Metadata=(CRTVersion=1.33.1;IoTSDKVersion=1.28.0;IoTSDKFeature=B/A,F/5,G/A;IoTSDKMetricsVersion=1)",
      "dev1",
    ],
    [
      "what the AWS SDK for JavaScript v2 appends with no authorizer name",
      "dev1?SDK=IoTDeviceSDK/JS&Platform=Unix&Metadata=(CRTVersion=1.33.1)",
      "dev1",
    ],
    ["what the AWS SDK for Java v2 appends", "dev1?SDK=JavaV2&Version=0.15", "dev1"],
    [
      "a token and its signature",
      "dev1?x-amz-customauthorizer-name=MyAuth&tok=abc&x-amz-customauthorizer-signature=a%2Bb%2Fc%3D%3D&SDK=x",
      "dev1",
    ],
    ["a second question mark", "dev1?a=b?c=d", "dev1"],
  ])("cuts a user name off at the first question mark: %s", (_, field, name) => {
    expect(identify(field)).toBe(name);
  });

  it.each(["?", "?x-amz-customauthorizer-name=MyAuth", "?SDK=IoTDeviceSDK/JS"])(
    "refuses an empty name as no-credentials: %j",
    (field) => {
      expect(() => identify(field)).toThrow(expect.objectContaining({ reason: "no-credentials" }));
    },
  );

  it.each([
    " dev1",
    "dev1 ",
    "dev1\n",
    "dev1\u0000",
    "-dev1",
    "_dev1",
    "__proto__",
    "dev/1",
    "dev*",
    "dev+",
    "dev#",
    "$dev",
    "dév",
    `\${x}`,
  ])("refuses %j as invalid-user-name", (field) => {
    expect(() => identify(field)).toThrow(expect.objectContaining({ reason: "invalid-user-name" }));
  });

  it("accepts a name of 128 characters and refuses one of 129", () => {
    expect(identify("a".repeat(128))).toHaveLength(128);
    expect(() => identify("a".repeat(129))).toThrow(expect.objectContaining({ reason: "invalid-user-name" }));
  });

  it("returns only names of letters, digits and . _ : @ -, for any input", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 20 }), (field) => {
        let name: string;
        try {
          name = identify(field);
        } catch {
          return;
        }
        accepted++;
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:@-]*$/);
        expect(field.startsWith(name)).toBe(true);
      }),
      { examples: [["a?b"], ["constructor"]] },
    );
    expect(accepted).toBeGreaterThan(1);
  });
});
