import fc from "fast-check";
import { identify } from "../../lambda/identify";

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
    "finds no credentials where the name is empty: %j",
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
  ])("refuses %j, which no user can be called", (field) => {
    expect(() => identify(field)).toThrow(expect.objectContaining({ reason: "invalid-user-name" }));
  });

  it("takes a name of 128 characters and refuses one of 129", () => {
    expect(identify("a".repeat(128))).toHaveLength(128);
    expect(() => identify("a".repeat(129))).toThrow(expect.objectContaining({ reason: "invalid-user-name" }));
  });

  it("lets through nothing but letters, digits and . _ : @ -, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (field) => {
        let name: string;
        try {
          name = identify(field);
        } catch {
          return;
        }
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:@-]*$/);
        expect(field.startsWith(name)).toBe(true);
      }),
      { examples: [["a?b"], ["constructor"]] },
    );
  });
});
