import { pasteForms } from "../../../identity/tokens/paste-forms";
import { run } from "../../helpers/run";

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
const QUERY =
  "x-amz-customauthorizer-name=shop%3D1%2C2%40x-signed&x-amz-customauthorizer-signature=a%2Bb%2Fc%3D%3D&token=eyJh.eyJz_-";

/** Returns the words into which a POSIX shell splits a line. */
async function shellWords(line: string): Promise<string[]> {
  const { stdout } = await run("sh", ["-c", `for word in ${line}; do printf '%s\\n' "$word"; done`]);
  return stdout.trimEnd().split("\n");
}

describe("pasteForms", () => {
  const forms = pasteForms(USE);

  it("puts the token into an MQTT user name, with the signature percent-encoded", () => {
    expect(forms.mqttUserName).toBe(`00:11:62:aa:bb:cc?${QUERY}`);
  });

  it("puts the token into the URL of a WebSocket", () => {
    expect(forms.webSocketUrl).toBe(`wss://example-ats.iot.us-east-1.amazonaws.com/mqtt?${QUERY}`);
  });

  it("puts the token into HTTP headers, with the signature unencoded", async () => {
    expect(await shellWords(forms.curl ?? "")).toEqual([
      "curl",
      "https://example-ats.iot.us-east-1.amazonaws.com/topics/star/gr%C3%B6%C3%9Fe/x?qos=1",
      "--data",
      "hello",
      "--header",
      "x-amz-customauthorizer-name: shop=1,2@x-signed",
      "--header",
      "x-amz-customauthorizer-signature: a+b/c==",
      "--header",
      "token: eyJh.eyJz_-",
    ]);
  });

  it("has no curl command without a topic", () => {
    const { topic: _, ...rest } = USE;
    expect(pasteForms(rest)).not.toHaveProperty("curl");
  });

  it("has a test-invoke-authorizer command, quoted for a shell", async () => {
    expect(await shellWords(forms.testInvoke)).toEqual([
      ..."aws iot test-invoke-authorizer --region us-east-1 --authorizer-name shop=1,2@x-signed".split(" "),
      ..."--token eyJh.eyJz_- --token-signature a+b/c== --mqtt-context".split(" "),
      '{"username":"00:11:62:aa:bb:cc","clientId":"it\'s one"}',
    ]);
  });
});
