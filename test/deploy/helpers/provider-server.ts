import { once } from "node:events";
import { spawnTethered, type Tethered } from "../../helpers/tethered";
import { startProviderFront } from "./provider-front";

/** A running AWS provider to which one `terraform` after the other attaches, instead of starting its own. */
export interface ProviderServer {
  /** Value of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: string;
  close(): Promise<void>;
}

/** The value that the provider prints for `TF_REATTACH_PROVIDERS`: where it listens, by the provider's address. */
type Reattach = Readonly<Record<string, { readonly Addr: { readonly Network: string; readonly String: string } }>>;

/** Milliseconds after which a provider that does not listen yet counts as failed. */
const PATIENCE = 60_000;

/**
 * Without these settings, a provider in debug mode logs every step of every call: a megabyte in each apply.
 * @see https://developer.hashicorp.com/terraform/plugin/log/managing
 */
const SILENT = { TF_LOG_PROVIDER: "OFF", TF_LOG_SDK: "OFF" };

/**
 * Starts the provider. A run of terraform in a test mostly installs, checks and starts the provider, two or three
 * times, and reads its schema. Runs can share one provider, since each run configures it again.
 * @param program The provider's program
 * @param cwd The stack's folder, to which paths in a stack are relative, also for the provider
 * @param env The provider's environment, which otherwise would be terraform's
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 */
export async function startProviderServer(
  program: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<ProviderServer> {
  const provider = spawnTethered(program, ["-debug"], { cwd, env: { ...env, ...SILENT } });
  const reattach = await addressesOf(provider);
  const [address] = Object.keys(reattach);
  const own = address && reattach[address];
  if (!own) throw new Error(`the AWS provider names no address: ${JSON.stringify(reattach)}`);
  const socket = `${own.Addr.String}-front`;
  const front = await startProviderFront(socket, own.Addr.String);
  return {
    reattach: JSON.stringify({ [address]: { ...own, Addr: { ...own.Addr, String: socket } } }),
    async close() {
      await front.close();
      await provider.end();
    },
  };
}

/** Waits until the provider says where it listens. */
async function addressesOf({ child, end }: Tethered): Promise<Reattach> {
  let printed = "";
  let found: string | undefined;
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        // Later output is read and dropped, since the provider would wait if the pipe were full.
        if (found !== undefined) return;
        printed += text;
        found = /TF_REATTACH_PROVIDERS='(\{.*\})'/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    const first = await Promise.race([listening, once(child, "exit", { signal: late.signal })]);
    if (typeof first === "string") return JSON.parse(first);
    throw new Error(`it ended with ${first[0]}`);
  } catch (error) {
    await end();
    throw new Error(`the AWS provider did not start: ${(error as Error).message}\n${printed}`);
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}
