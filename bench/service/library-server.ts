import { startStandIn } from "../../test/clients/stand-in";

/** Runs the stand-in as a library, without a listener for its events, until standard input ends. */
async function main(): Promise<void> {
  const { port, caFile, close } = await startStandIn({ onEvent: undefined as never });
  console.log(JSON.stringify({ port: Number(port), caFile }));
  process.stdin.resume().once("end", () => close().then(() => process.exit(0)));
}

void main();
