import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { recordDemonstration } from "../../scripts/record-demonstration";

const REPOSITORY = resolve(__dirname, "../..");
const README = readFileSync(join(REPOSITORY, "README.md"), "utf8");

jest.setTimeout(60_000);

/** Removes what differs between runs, times and ports, and white space, since the picture wraps lines. */
function steady(line: string): string {
  return line
    .replace(/^\d\d:\d\d:\d\d\.\d{3} /, "")
    .replace(/(localhost|127\.0\.0\.1):\d+/g, "$1:PORT")
    .replace(/-p \d+|port[:=]\d+/g, "PORT")
    .replace(/\s+/g, "");
}

/** Returns the lines of the picture; wrapped lines are joined. */
function pictured(): string[] {
  const svg = readFileSync(join(REPOSITORY, "docs", "demonstration.svg"), "utf8");
  const texts = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = ""]) =>
    text.replace(/<[^>]+>/g, "").replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
  );
  return texts
    .join("\n")
    .replace(/\n {6}/g, " ")
    .split("\n");
}

it("opens with a picture of what npm start prints today", async () => {
  expect(README.slice(0, README.indexOf("\n## "))).toContain("](docs/demonstration.svg)");

  const recorded = await recordDemonstration(REPOSITORY, "--port", "0");

  // Lines of two clients may be in another order.
  const printed = recorded.map(({ text }) => steady(text)).sort();
  expect(pictured().map(steady).sort()).toEqual(printed);
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
  const targets = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
  expect(targets.length).toBeGreaterThan(5);
  expect(targets.filter((target) => !existsSync(join(REPOSITORY, target)))).toEqual([]);
});
