import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../helpers/run";

const REPOSITORY = resolve(__dirname, "../..");
const README = readFileSync(join(REPOSITORY, "README.md"), "utf8");

jest.setTimeout(60_000);

/** What differs from run to run: times, ports, folders. */
function steady(line: string): string {
  return line
    .replace(/^\d\d:\d\d:\d\d\.\d{3} /, "")
    .replace(/(localhost|127\.0\.0\.1):\d+/g, "$1:PORT")
    .replace(/(CA certificate +).*\.iot-auth/, "$1.iot-auth")
    .replace(/-p \d+/, "-p PORT");
}

it("shows what npm start prints, apart from what is cut with …", async () => {
  const block = /<!-- npm start -->\n```\n([\s\S]+?)\n```/.exec(README)?.[1] ?? "";
  const { stdout } = await run(process.execPath, ["cli/bin.mjs", "local", "--demo", "--once", "--port", "0"], {
    cwd: REPOSITORY,
  });
  const printed = stdout.split("\n").map(steady);

  const shown = block.split("\n").filter((line) => !line.startsWith("Serving."));
  expect(shown.length).toBeGreaterThan(15);
  for (const line of shown.map(steady)) {
    const beginning = line.replace(/ …$/, "");
    expect(printed).toContainEqual(line.endsWith("…") ? expect.stringContaining(beginning) : line);
  }
});

it("names only scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...README.matchAll(/npm (?:run )?(start|test|[a-z]+(?::[a-z]+)?)\b/g)].map((match) => match[1] ?? "");

  expect(named).toEqual(expect.arrayContaining(["start", "test", "synth"]));
  for (const name of named.filter((word) => word !== "ci")) expect(scripts).toHaveProperty([name]);
});

it("links only to files that exist", () => {
  for (const [, target = ""] of README.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect(() => readFileSync(join(REPOSITORY, target), { flag: "r" })).not.toThrow(/ENOENT/);
  }
});
