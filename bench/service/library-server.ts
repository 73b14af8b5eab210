import { startStandIn } from "../../test/clients/stand-in";

/** The stand-in as the library `local/` gives it, told to say nothing of what it does, as a process of its own. Ends with its input. */
async function main(): Promise<void> {
  const { port, caFile, close } = await startStandIn({ onEvent: undefined as never });
  console.log(JSON.stringify({ port: Number(port), caFile }));
  process.stdin.resume().once("end", () => close().then(() => process.exit(0)));
}

void main();
