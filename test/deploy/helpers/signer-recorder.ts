import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A call to AWS with the access key that signed it. */
export interface SignedCall {
  /** Id of the access key that signed the call. */
  readonly accessKeyId: string;
  /** Signing name of the service, such as `iot`. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** A proxy between AWS clients and the sandbox that records which access key signed each call. */
export interface SignerRecorder {
  readonly url: string;
  readonly calls: SignedCall[];
  close(): Promise<void>;
}

/** Starts the proxy. @param target URL of the sandbox's control plane */
export async function startSignerRecorder(target: string): Promise<SignerRecorder> {
  const calls: SignedCall[] = [];
  const server = createServer((incoming, answer) => {
    const { method = "", url = "/", headers } = incoming;
    const [, accessKeyId, service] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
    if (accessKeyId && service) calls.push({ accessKeyId, service, method, path: new URL(url, target).pathname });
    const outgoing = request(new URL(url, target), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
