import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { spawnTethered } from "./tethered";

/** Connects to a port and stays connected until it is killed. */
const ENDLESS = "require('node:net').connect(Number(process.argv[1]), '127.0.0.1').resume();";

/** Starts the endless program with `spawnTethered()`, and waits. */
const PARENT = `
  const { spawnTethered } = require(${JSON.stringify(resolve(__dirname, "tethered.ts"))});
  spawnTethered(process.execPath, ["-e", ${JSON.stringify(ENDLESS)}, process.argv[1]]);
  setInterval(() => {}, 1000);
`;

describe("A program that runs beside a test", () => {
  const server = createServer();
  let port: string;

  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    port = String((server.address() as AddressInfo).port);
  });
  afterAll(() => server.close());

  /** The program's connection, once the program runs; the connection is closed when the program has ended. */
  const connected = async (): Promise<Socket> => {
    const [socket]: Socket[] = await once(server, "connection");
    return socket?.resume().on("error", () => {}) as Socket;
  };

  it("is killed by end()", async () => {
    const { end } = spawnTethered(process.execPath, ["-e", ENDLESS, port]);
    const closed = once(await connected(), "close");

    await end();

    await closed;
  });

  it("is killed when the test's process is killed", async () => {
    const parent = spawn(process.execPath, ["--import", "tsx", "-e", PARENT, port], { stdio: "inherit" });
    const closed = once(await connected(), "close");

    parent.kill("SIGKILL");

    await closed;
  });

  it("reports its exit code when it ends by itself", async () => {
    const { child, end } = spawnTethered(process.execPath, ["-e", "process.exit(3)"]);

    expect(await once(child, "exit")).toEqual([3, null]);
    await end();
  });
});
