"use strict";

/**
 * Calls a handler once, as Lambda's Node.js runtime does: an async handler answers when its promise settles; a callback
 * handler answers when the callback was called and, unless `context.callbackWaitsForEmptyEventLoop` is false, the event
 * loop is empty; if the event loop is empty before the handler has answered, the answer is `null`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */

/**
 * @param {Function} handler
 * @param {unknown} event
 * @param {object} context
 * @returns {Promise<unknown>} the handler's answer; rejects with the error that it threw
 */
function runHandler(handler, event, context) {
  let onIdle;
  const answered = new Promise((resolve, reject) => {
    let answerWhenIdle = null;
    onIdle = () => resolve(answerWhenIdle);
    process.on("beforeExit", onIdle);

    const finish = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    const callback = (error, result) => {
      const waits = context.callbackWaitsForEmptyEventLoop && (error === undefined || error === null);
      if (waits) {
        answerWhenIdle = result;
      } else {
        finish(error, result);
      }
    };
    Object.assign(context, {
      done: finish,
      succeed: (result) => finish(null, result),
      fail: (error) => finish(error ?? new Error("fail() was called without an error")),
    });

    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") {
      returned.then(resolve, reject);
    }
  });
  return answered.finally(() => process.removeListener("beforeExit", onIdle));
}

module.exports = { runHandler };
