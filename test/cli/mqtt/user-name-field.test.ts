import { userNameField } from "../../../cli/mqtt/user-name-field";

const token = { keyName: "token", value: "a.b", signature: "x+/=" };

describe("the MQTT user name", () => {
  it.each([
    [{ username: "meter-1" }, "meter-1"],
    [{ username: "meter-1", authorizerName: "fleet" }, "meter-1?x-amz-customauthorizer-name=fleet"],
    [{ username: "meter-1?a=b", authorizerName: "fleet" }, "meter-1?a=b&x-amz-customauthorizer-name=fleet"],
    [
      { username: "meter-1?x-amz-customauthorizer-name=mine", authorizerName: "fleet" },
      "meter-1?x-amz-customauthorizer-name=mine",
    ],
    [
      { authorizerName: "fleet-signed", token },
      "?x-amz-customauthorizer-name=fleet-signed&x-amz-customauthorizer-signature=x%2B%2F%3D&token=a.b",
    ],
  ])("of %j has the query string that AWS IoT Core reads", (parts, field) => {
    expect(userNameField(parts)).toBe(field);
  });
});
