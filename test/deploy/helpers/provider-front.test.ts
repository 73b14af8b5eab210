import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type ClientHttp2Session, connect, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProviderFront, startProviderFront } from "./provider-front";

const VALIDATE_SETTINGS = "/tfplugin5.Provider/PrepareProviderConfig";
const PLAN = "/tfplugin5.Provider/PlanResourceChange";
/** Message to which the provider of this test answers with an error. */
const REFUSED = "refused";

describe("the proxy between terraform and a running AWS provider", () => {
  let folder: string;
  let provider: Http2Server;
  let front: ProviderFront;
  let terraform: ClientHttp2Session;
  const asked: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    folder = await mkdtemp(join(tmpdir(), "iot-auth-front-"));
    provider = createServer().on("stream", async (stream: ServerHttp2Stream, headers) => {
      const message = await textOf(stream);
      asked.push(`${headers[":path"]} ${message}`);
      stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": message === REFUSED ? "13" : "0" }));
      stream.end(`answer ${asked.length} to ${message}`);
    });
    provider.listen(join(folder, "provider"));
    await once(provider, "listening");
    front = await startProviderFront(join(folder, "front"), join(folder, "provider"));
    terraform = connect("http://localhost", { createConnection: () => connectSocket(join(folder, "front")) });
  });
  afterEach(async () => {
    terraform.destroy();
    await front.close();
    provider.close();
    await rm(folder, { recursive: true });
  });

  const call = async (path: string, message: string) => {
    const stream = terraform.request({ ":method": "POST", ":path": path });
    stream.end(message);
    return textOf(stream);
  };

  it("asks the provider to validate the same settings only once, and other settings again", async () => {
    const answers = [await call(VALIDATE_SETTINGS, "one"), await call(VALIDATE_SETTINGS, "one")];
    expect(answers).toEqual(["answer 1 to one", "answer 1 to one"]);
    expect(await call(VALIDATE_SETTINGS, "two")).toBe("answer 2 to two");
  });

  it("passes the provider's failure on to terraform, and asks again the next time", async () => {
    for (const count of [1, 2]) {
      await expect(call(VALIDATE_SETTINGS, REFUSED)).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
      expect(asked).toHaveLength(count);
    }
  });

  it("passes every other call on, also if it is repeated", async () => {
    expect([await call(PLAN, "one"), await call(PLAN, "one")]).toEqual(["answer 1 to one", "answer 2 to one"]);
  });
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}
