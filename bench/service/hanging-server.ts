import { allowing, startWithHandler } from "../../test/clients/custom-function";

const HANDLER = allowing(`
  const password = Buffer.from(event.protocolData.mqtt.password, "base64").toString();
  if (password === "hang") await new Promise(() => setInterval(() => {}, 1000));`);

/** Runs the stand-in, with a handler that hangs if the password is `hang`, until standard input ends. */
async function main(): Promise<void> {
  const { core, close } = await startWithHandler(HANDLER, { onEvent: undefined as never });
  console.log(JSON.stringify({ port: core.port, caFile: core.certificates.caFile }));
  process.stdin.resume().once("end", () => close().then(() => process.exit(0)));
}

void main();
