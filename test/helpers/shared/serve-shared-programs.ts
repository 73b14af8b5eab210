import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { launchMoto, type MotoProcess } from "../../deploy/helpers/moto";
import { sharedSocket } from "./ask-shared-programs";

/** What jest's first process lends. */
export interface SharedPrograms {
  close(): Promise<void>;
}

/** As many processes of the tool as do something at a time; others wait. */
const TOOLS = 2;

/** What can be borrowed: what is free, and how to make one more. */
class Pool<Program> {
  readonly #free: Program[] = [];
  readonly #all = new Set<Program>();
  readonly #make: () => Promise<Program>;
  readonly #waiting: (() => void)[] = [];
  #making = 0;

  constructor(
    make: () => Promise<Program>,
    readonly most = Number.POSITIVE_INFINITY,
  ) {
    this.#make = make;
  }

  async borrow(): Promise<Program> {
    for (;;) {
      const program = this.#free.pop();
      if (program !== undefined) return program;
      if (this.#all.size + this.#making < this.most) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#making++;
    try {
      const made = await this.#make();
      this.#all.add(made);
      return made;
    } finally {
      this.#making--;
    }
  }

  giveBack(program: Program): void {
    this.#free.push(program);
    this.#waiting.shift()?.();
  }

  /** Does away with one that is of no use any more. */
  discard(program: Program): void {
    this.#all.delete(program);
    this.#waiting.shift()?.();
  }

  all(): readonly Program[] {
    return [...this.#all];
  }
}

/**
 * Lends the programs that tests of a run take turns with, from jest's first process, over a socket: starting them takes most test files longer than
 * what they do with them. None is started before it is asked for, and none outlives the run.
 * @param folder Where the socket is made
 */
export async function serveSharedPrograms(folder: string): Promise<SharedPrograms> {
  const tools = new Pool(startTool, TOOLS);
  const motos = new Pool(() => launchMoto());

  const work = async (job: unknown): Promise<unknown> => {
    const tool = await tools.borrow();
    const ended = new AbortController();
    const onExit = (code: number | null) => ended.abort(new Error(`the tool's process ended with ${code}`));
    tool.once("exit", onExit);
    try {
      const answered = once(tool, "message", { signal: ended.signal });
      tool.send(job as object);
      const [result] = await answered;
      tools.giveBack(tool);
      return result;
    } catch (error) {
      tools.discard(tool);
      throw ended.signal.aborted ? ended.signal.reason : error;
    } finally {
      tool.off("exit", onExit);
    }
  };
  const lendMoto = async (response: ServerResponse): Promise<void> => {
    const moto = await motos.borrow();
    response.once("close", () => {
      moto.reset().then(
        () => motos.giveBack(moto),
        () => endMoto(moto),
      );
    });
    response.write(moto.url);
  };
  const endMoto = async (moto: MotoProcess): Promise<void> => {
    motos.discard(moto);
    await moto.stop();
  };

  const server = createServer(async (request, response) => {
    try {
      if (request.url === "/moto") await lendMoto(response);
      else response.end(JSON.stringify(await work(await readJson(request))));
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  });
  server.listen(sharedSocket(folder));
  await once(server, "listening");
  return {
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await Promise.all([...tools.all().map(endTool), ...motos.all().map((moto) => moto.stop())]);
    },
  };
}

async function startTool(): Promise<ChildProcess> {
  const tool = fork(join(__dirname, "tool-process.mjs"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [first] = await Promise.race([once(tool, "message"), once(tool, "exit")]);
  if (first !== "ready") throw new Error(`the tool's process ended with ${first} before it was ready`);
  return tool;
}

async function endTool(tool: ChildProcess): Promise<void> {
  if (tool.exitCode !== null || tool.signalCode !== null) return;
  const ended = once(tool, "exit");
  if (tool.connected) tool.disconnect();
  await ended;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString());
}
