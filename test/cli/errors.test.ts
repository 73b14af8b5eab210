import { CommanderError } from "commander";
import { CliError, describeError, OutputError } from "../../cli/errors";
import { EXIT, EXIT_MEANINGS } from "../../cli/exit-codes";
import { ConfigurationError } from "../../config/problem";
import { StandInOptionError } from "../../local/local-errors";

const errno = (code: string) => Object.assign(new Error(code), { code });
const problem = (path: string) => ({ path, must: "be right", got: 1, remedy: "Mend it." });

describe("an error", () => {
  it.each([
    [
      "a configuration error, line by line",
      new ConfigurationError([problem("a"), problem("b")]),
      EXIT.usage,
      ["error: `a` must be right, got: 1. Mend it.", "error: `b` must be right, got: 1. Mend it."],
    ],
    [
      "a setting that the local AWS IoT Core cannot use",
      new StandInOptionError("port must be free."),
      EXIT.usage,
      ["error: port must be free."],
    ],
    ["a message with its own exit code", new CliError("no stack", EXIT.notReady), EXIT.notReady, ["error: no stack"]],
    ["wrong usage, which was printed already", new CommanderError(1, "commander.unknownOption", "x"), EXIT.usage, []],
    ["help, which is no error", new CommanderError(0, "commander.helpDisplayed", "x"), EXIT.ok, []],
    [
      "a full disk under the result",
      new OutputError(errno("ENOSPC")),
      EXIT.usage,
      ["error: The result could not be written to standard output (ENOSPC). Check the space on the disk."],
    ],
    ["a reader that has gone, which is no error", new OutputError(errno("EPIPE")), EXIT.ok, []],
  ])("is described: %s", (_, error, exitCode, lines) => {
    expect(describeError(error, false)).toEqual({ exitCode, lines });
  });

  it.each([new Error("oops\nand more"), "oops", undefined, null, { message: "oops" }])(
    "that was not foreseen is called a mistake of the program, without a stack trace: %p",
    (error) => {
      const { exitCode, lines } = describeError(error, false);
      expect(exitCode).toBe(EXIT.internal);
      expect(lines).toHaveLength(2);
      expect(lines.join("\n")).not.toMatch(/\n\s+at /);
    },
  );
});

describe("exit codes", () => {
  it("have one meaning each", () => {
    const codes = Object.values(EXIT);
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.keys(EXIT_MEANINGS).map(Number).sort()).toEqual([...codes].sort());
  });
});
