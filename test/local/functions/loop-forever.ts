import { deploy } from "./deploy";

/** A program for a test: calls a handler that loops forever and prints the id of its process. */
const code = "exports.handler = () => { console.log(process.pid); for (;;); }";

void deploy(code, { limitMilliseconds: 60_000, onLog: ({ line }) => console.log(line) }, { timeout: 60 }).then(
  (deployed) => deployed.invoke({}),
);
