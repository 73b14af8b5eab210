"use strict";

/**
 * The function's side of the channel: a line of JSON for each call, and a line for each answer, through a pipe besides
 * the standard streams. The other side is `function-channel.ts`.
 */

const { Socket } = require("node:net");

/** File descriptor of the pipe. */
const PIPE = 3;

/**
 * @param {(call: { id: string, event: unknown, deadline: number }, settings: object) => void} onCall called with each
 * call, and the settings of all
 *   calls
 * @param {() => void} onClose called when the calling process has ended
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
     * @param {string} [payload] the handler's answer, as JSON
     * @param {() => void} [done] called when the answer has been sent
     */
    send(answer, payload, done) {
      const text = JSON.stringify(answer);
      pipe.write(payload === undefined ? `${text}\n` : `${text.slice(0, -1)},"payload":${payload}}\n`, done);
    },
  };
}

module.exports = { openChannel };
