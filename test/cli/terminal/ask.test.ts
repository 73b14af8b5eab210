import { PassThrough } from "node:stream";
import input from "@inquirer/input";
import { ask, PLAIN } from "../../../cli/terminal/ask";

/** Asks a question on a terminal. @param typed Text that is typed; the input does not end */
async function answerTo(typed: string) {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const [stdin, stderr] = [terminal(), terminal()];
  stdin.write(typed);
  const answer = await ask({ stdin, stderr }, (place) => input({ message: "Name?", theme: PLAIN }, place));
  return { answer, stderr };
}

describe("a question", () => {
  it("is answered on the command's streams, and leaves them open", async () => {
    const { answer, stderr } = await answerTo("somebody\r");
    expect([answer, stderr.writable]).toEqual(["somebody", true]);
    expect(String(stderr.read())).toMatch(/^\? Name\?/);
  });

  it("has no answer after ctrl-D", async () => {
    expect((await answerTo("\u0004")).answer).toBeUndefined();
  });

  it("ends the command with exit code 130 on ctrl-C", async () => {
    await expect(answerTo("\u0003")).rejects.toMatchObject({ message: "Interrupted.", exitCode: 130 });
  });
});
