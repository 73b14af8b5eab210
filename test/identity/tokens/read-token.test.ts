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
    ["what an SDK makes of it", `${forms.mqttUserName}&SDK=IoTDeviceSDK/JS`],
    ["what an SDK sends without percent-encoding", "dev1?token=eyJh.eyJz_-&x-amz-customauthorizer-signature=a+b/c=="],
    ["an address", `${forms.webSocketUrl}\n`],
    ["JSON", JSON.stringify({ ...both, user: "x" }, null, 2)],
  ])("finds token and signature in %s", (_, text) => {
    expect(readToken(text, "token")).toEqual(both);
  });

  it("takes a text without a query for the token", () => {
    expect(readToken(" eyJh.eyJz \n", "token")).toEqual({ token: "eyJh.eyJz" });
  });

  it.each([
    ["another token key", forms.mqttUserName, "other", { signature: USE.signature }],
    ["no query that matters", "printer-7?SDK=x", "token", {}],
    ["broken JSON", '{"token":', "token", {}],
    ["JSON with something else", '{"token":7,"signature":""}', "token", {}],
    ["nothing", "\n", "token", {}],
  ])("gives what there is: %s", (_, text, tokenKeyName, expected) => {
    expect(readToken(text, tokenKeyName)).toEqual(expected);
  });
});
