import { execFileSync } from "node:child_process";
import fc from "fast-check";
import {
  cString,
  javaScriptString,
  phpString,
  pythonString,
  shellArgument,
  shellCommand,
} from "../../../config/text/quote";
import { codePoint } from "../../helpers/code-point";

const HOSTILE = [
  "",
  " ",
  "it's",
  'say "hi"',
  "$(touch pwned)",
  "`touch pwned`",
  "$HOME !!",
  "a\\b\\n",
  "a\nb\r\tc",
  "-rf",
  "*?[a]{b,c}~",
  "#&;|<>()",
  "10 °C 😀",
  "\u001b[2J\u0007",
  "'; import os; os.system('touch pwned') #",
];

describe("shellArgument", () => {
  it("does not quote names, paths and addresses", () => {
    for (const text of ["printer-7", "00:11:62:aa:bb:cc", "./a/b.pem", "user@host"])
      expect(shellArgument(text)).toBe(text);
  });

  it("gives the shell exactly the text", () => {
    const words = HOSTILE.map((text) => `printf '%s\\0' ${shellArgument(text)}`).join("\n");
    expect(execFileSync("/bin/sh", ["-c", words], { encoding: "utf8" }).split("\0").slice(0, -1)).toEqual(HOSTILE);
  });
});

describe("shellCommand", () => {
  it("quotes only the words that need it", () => {
    expect(shellCommand(["echo", "$aws/things", "x"])).toBe("echo '$aws/things' x");
  });
});

describe("javaScriptString", () => {
  it("is read back as the same text, for any text", () => {
    for (const text of HOSTILE) expect(new Function(`return ${javaScriptString(text)}`)()).toBe(text);
    fc.assert(
      fc.property(
        fc.string({ unit: codePoint }),
        (text) => new Function(`return ${javaScriptString(text)}`)() === text,
      ),
    );
  });
});

describe("pythonString", () => {
  it("contains only printable ASCII, with quotes and backslashes escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) =>
        /^"(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/.test(pythonString(text)),
      ),
    );
  });

  it("is read back by Python as the same text", () => {
    expect(pythonString("10 °C")).toBe('"10 \\u00b0C"');
    expect(pythonString("😀")).toBe('"\\U0001f600"');
  });
});

describe("cString", () => {
  /** Reads a C literal, whose escapes are an octal byte, a quotation mark and a backslash. */
  const read = (literal: string) =>
    Buffer.from(
      literal
        .slice(1, -1)
        .replace(/\\(?:([0-7]{3})|(["\\]))/g, (_, octal, plain) =>
          octal === undefined ? plain : String.fromCharCode(Number.parseInt(octal, 8)),
        ),
      "latin1",
    ).toString();

  it("gives C exactly the text, in ASCII only and on one line", () => {
    for (const text of HOSTILE) {
      expect(cString(text)).toMatch(/^"(?:[\x20-\x7e])*"$/);
      expect(read(cString(text))).toBe(text);
    }
    expect(cString("a?b\u00b0c1")).toBe('"a\\077b\\302\\260c1"');
  });
});

describe("phpString", () => {
  it("gives PHP exactly the text, without interpolation", () => {
    for (const text of HOSTILE) {
      const literal = phpString(text);
      expect(literal).toMatch(/^'(?:[^'\\]|\\['\\])*'$/);
      expect(literal.slice(1, -1).replace(/\\(['\\])/g, "$1")).toBe(text);
    }
  });
});
