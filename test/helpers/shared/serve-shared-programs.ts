import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { launchMoto, type MotoProcess } from "../../deploy/helpers/moto";
import { findPythonWith } from "../botocore-python";
import { run } from "../run";
import { type AwsCommand, sharedSocket } from "./ask-shared-programs";

/** The server that lends programs, and the programs that it has started. */
export interface SharedPrograms {
  close(): Promise<void>;
}

/** Maximum number of processes of one kind; further jobs wait until one is free. */
const WORKERS = 2;

/** A process that does jobs, one at a time. */
interface Worker {
  ask(job: object): Promise<object>;
  end(): Promise<void>;
}

/** Programs of one kind that can be borrowed: those that are free, or a new one while there are fewer than `most`. */
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

  /** Forgets a program that can no longer be used. */
  discard(program: Program): void {
    this.#all.delete(program);
    this.#waiting.shift()?.();
  }

  all(): readonly Program[] {
    return [...this.#all];
  }
}

/**
 * Lends programs to the tests of a run, from jest's first process, over a socket: in most test files, starting a
 * program takes longer than using it. A program is started when a test first asks for it, and ends with the run.
 * @param folder Folder in which the socket is made
 */
export async function serveSharedPrograms(folder: string): Promise<SharedPrograms> {
  const pools: Readonly<Record<string, Pool<Worker>>> = {
    "/tool": new Pool(startTool, WORKERS),
    "/aws": new Pool(startAws, WORKERS),
  };
  const motos = new Pool(() => launchMoto());

  const work = async (pool: Pool<Worker>, job: object): Promise<object> => {
    const worker = await pool.borrow();
    try {
      const result = await worker.ask(job);
      pool.giveBack(worker);
      return result;
    } catch (error) {
      pool.discard(worker);
      throw error;
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
      const pool = pools[request.url ?? ""];
      if (pool === undefined) await lendMoto(response);
      else response.end(JSON.stringify(await work(pool, await readJson(request))));
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
      const workers = Object.values(pools).flatMap((pool) => pool.all());
      await Promise.all([...workers.map((worker) => worker.end()), ...motos.all().map((moto) => moto.stop())]);
    },
  };
}

async function startTool(): Promise<Worker> {
  const tool = fork(join(__dirname, "tool-process.mjs"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const worker = workerOf(
    tool,
    (job) => tool.send(job),
    () => tool.connected && tool.disconnect(),
  );
  tool.on("message", worker.answer);
  await worker.ask({});
  return worker;
}

/**
 * Starts a process that runs the AWS CLI; if the CLI cannot be loaded into a Python, each command is its own process.
 */
async function startAws(): Promise<Worker> {
  const python = findPythonWith("awscli.clidriver");
  if (python === undefined) {
    return {
      ask: (job) => run("aws", (job as AwsCommand).args, { env: (job as AwsCommand).env }),
      end: async () => {},
    };
  }
  const aws = spawn(python, [join(__dirname, "aws-process.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const worker = workerOf(
    aws,
    (job) => aws.stdin.write(`${JSON.stringify(job)}\n`),
    () => aws.stdin.end(),
  );
  aws.stdin.on("error", () => undefined);
  createInterface(aws.stdout).on("line", (line) => worker.answer(JSON.parse(line)));
  return worker;
}

/** A process that answers one job after the other. */
function workerOf(process: ChildProcess, tell: (job: object) => void, letEnd: () => void) {
  let [answer, fail]: [(result: object) => void, (error: Error) => void] = [() => {}, () => {}];
  const ended = once(process, "exit").then(
    ([code]) => fail(new Error(`${process.spawnargs.join(" ")} ended with ${code}`)),
    (error: Error) => fail(error),
  );
  return {
    answer: (result: object): void => answer(result),
    ask: (job: object): Promise<object> =>
      new Promise((resolve, reject) => {
        [answer, fail] = [resolve, reject];
        if (process.exitCode !== null) reject(new Error(`it ended with ${process.exitCode}`));
        else tell(job);
      }),
    async end(): Promise<void> {
      letEnd();
      await ended;
    },
  };
}

async function readJson(request: IncomingMessage): Promise<object> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString());
}
