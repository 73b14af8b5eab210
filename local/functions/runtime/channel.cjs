"use strict";

/**
 * The side of the channel in the function's process: a line of JSON for each call, and one for each answer, through the pipe that this
 * process has open besides its standard ones. The other side is `function-channel.ts`.
 */

const { Socket } = require("node:net");

/** File descriptor of the pipe. */
const PIPE = 3;

/**
 * @param {(call: { id: string, event: unknown, deadline: number }, settings: object) => void} onCall told of each call, with what was
 *   said once for all of them
 * @param {() => void} onClose told when the process that calls is gone
 */
function openChannel(onCall, onClose) {
  const pipe = new Socket({ fd: PIPE, readable: true, writable: true });
  let settings;
  let pieces = [];
  pipe.setEncoding("utf8");
  pipe.on("data", (chunk) => {
    const lines = chunk.split("\n");
    pieces.push(lines[0]);
    for (const line of lines.slice(1)) {
      const message = JSON.parse(pieces.join(""));
      pieces = [line];
      if (settings === undefined) settings = message;
      else onCall(message, settings);
    }
  });
  pipe.on("error", () => {});
  pipe.on("close", onClose);
  return {
    /** Whether waiting for the next call keeps the process alive. */
    keepAlive: (yes) => (yes ? pipe.ref() : pipe.unref()),
    /**
     * @param {object} answer
     * @param {string} [payload] what the handler answered, as JSON
     * @param {() => void} [done] called when it is sent
     */
    send(answer, payload, done) {
      const text = JSON.stringify(answer);
      pipe.write(payload === undefined ? `${text}\n` : `${text.slice(0, -1)},"payload":${payload}}\n`, done);
    },
  };
}

module.exports = { openChannel };
