import { effectiveMessageExpiry, findExcess } from "../../../../local/broker/delivery/message-limits";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";

const largest = {
  payloadBytes: 131_072,
  contentTypeBytes: 256,
  correlationDataBytes: 8192,
  userPropertiesBytes: 8192,
};

describe("findExcess", () => {
  test("finds nothing in a message of the maximum size", () => {
    expect(findExcess(largest, DEFAULT_LIMITS)).toBeUndefined();
  });

  test.each([
    ["payloadBytes", "the payload is larger than 131072 bytes"],
    ["contentTypeBytes", "the content type is larger than 256 bytes"],
    ["correlationDataBytes", "the correlation data is larger than 8192 bytes"],
    ["userPropertiesBytes", "the user properties are larger than 8192 bytes"],
  ] as const)("%s: %s", (name, message) => {
    expect(findExcess({ ...largest, [name]: largest[name] + 1 }, DEFAULT_LIMITS)).toBe(message);
  });
});

test("effectiveMessageExpiry is 1 second to 7 days (DG: message expiry)", () => {
  const effective = [0, 1, 30, 604_800, 604_801].map((asked) => effectiveMessageExpiry(asked, DEFAULT_LIMITS));
  expect(effective).toEqual([1, 1, 30, 604_800, 604_800]);
});
