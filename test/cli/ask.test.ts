import { PassThrough } from "node:stream";
import confirm from "@inquirer/confirm";
import { ask, PLAIN } from "../../cli/ask";

/** Asks somebody who types the text given, and goes on sitting there. */
async function answerTo(typed: string) {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const [stdin, stderr] = [terminal(), terminal()];
  stdin.write(typed);
  const answer = await ask({ stdin, stderr }, (place) => confirm({ message: "Sure?", theme: PLAIN }, place));
  return { answer, stderr };
}

describe("a question", () => {
  it("is answered on the command's streams, and leaves them open", async () => {
    const { answer, stderr } = await answerTo("n\r");
    expect([answer, stderr.writable]).toEqual([false, true]);
    expect(String(stderr.read())).toMatch(/^\? Sure\? \[Y\/n\]/);
  });

  it("has no answer after ctrl-D", async () => {
    expect((await answerTo("\u0004")).answer).toBeUndefined();
  });

  it("ends the command with exit code 130 on ctrl-C", async () => {
    await expect(answerTo("\u0003")).rejects.toMatchObject({ message: "Interrupted.", exitCode: 130 });
  });
});
