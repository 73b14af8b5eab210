import { once } from "node:events";
import { spawnTethered, type Tethered } from "../../helpers/tethered";
import { startProviderFront } from "./provider-front";

/** A running AWS provider that one `terraform` after the other attaches to, instead of starting one each. */
export interface ProviderServer {
  /** Value of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: string;
  close(): Promise<void>;
}

/** What the provider prints, by the provider's address: how terraform reaches it. */
type Reattach = Readonly<Record<string, { readonly Addr: { readonly Network: string; readonly String: string } }>>;

/** Longest start, milliseconds. */
const PATIENCE = 60_000;

/**
 * Without it a provider that listens tells every step of every call: a megabyte in each apply.
 * @see https://developer.hashicorp.com/terraform/plugin/log/managing
 */
const SILENT = { TF_LOG_PROVIDER: "OFF", TF_LOG_SDK: "OFF" };

/**
 * Starts the provider. Most of what a run of terraform costs in a test is installing, checking and starting the
 * provider, twice or three times, and learning its schema; it is the same program, and each run configures it again.
 * @param program The provider's program
 * @param cwd Paths in a stack start from its folder, for the provider too
 * @param env What the provider sees, as it would see terraform's
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
        // What it prints afterwards is not kept, but read, since nothing may wait for a full pipe.
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
