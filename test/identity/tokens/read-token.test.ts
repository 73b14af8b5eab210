import { pasteForms } from "../../../identity/tokens/paste-forms";
import { readToken } from "../../../identity/tokens/read-token";

const USE = {
  user: "00:11:62:aa:bb:cc",
  authorizerName: "shop=1,2@x-signed",
  tokenKeyName: "token",
  token: "eyJh.eyJz_-",
  signature: "a+b/c==",
  endpoint: "example-ats.iot.us-east-1.amazonaws.com",
  region: "us-east-1",
  clientId: "it's one",
  topic: "star/größe/x",
};

describe("readToken", () => {
  const forms = pasteForms(USE);
  const both = { token: USE.token, signature: USE.signature };

  it.each([
    ["an MQTT user name", forms.mqttUserName],
    ["an MQTT user name to which an SDK appended a parameter", `${forms.mqttUserName}&SDK=IoTDeviceSDK/JS`],
    [
      "an SDK's MQTT user name without percent-encoding",
      "dev1?token=eyJh.eyJz_-&x-amz-customauthorizer-signature=a+b/c==",
    ],
    ["a WebSocket URL", `${forms.webSocketUrl}\n`],
    ["JSON", JSON.stringify({ ...both, user: "x" }, null, 2)],
  ])("finds token and signature in %s", (_, text) => {
    expect(readToken(text, "token")).toEqual(both);
  });

  it("reads a text without a query string as the token", () => {
    expect(readToken(" eyJh.eyJz \n", "token")).toEqual({ token: "eyJh.eyJz" });
  });

  it.each([
    ["a user name with another token key", forms.mqttUserName, "other", { signature: USE.signature }],
    ["a query without token and signature", "printer-7?SDK=x", "token", {}],
    ["broken JSON", '{"token":', "token", {}],
    ["JSON with a token that is no string", '{"token":7,"signature":""}', "token", {}],
    ["an empty line", "\n", "token", {}],
  ])("returns those of token and signature that it finds in %s", (_, text, tokenKeyName, expected) => {
    expect(readToken(text, tokenKeyName)).toEqual(expected);
  });
});
