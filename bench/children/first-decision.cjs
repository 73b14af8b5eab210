/** Imports a handler, makes one decision with it, and prints how many milliseconds both took. */
const [, , file, event] = process.argv;
const started = performance.now();
const { handler } = require(file);
const write = console.log;
console.log = () => {};
handler(JSON.parse(event), { invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:bench" }).then(() =>
  write(performance.now() - started),
);
