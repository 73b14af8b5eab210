import { deploy } from "./deploy";

/** A program for a test: calls a handler that loops for ever, and prints the id of the handler's process. */
const code = "exports.handler = () => { console.log(process.pid); for (;;); }";

void deploy(code, { limitMilliseconds: 60_000, onLog: ({ line }) => console.log(line) }, { timeout: 60 }).then(
  (deployed) => deployed.invoke({}),
);
