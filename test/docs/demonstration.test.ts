import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { demonstrationSvg } from "../../scripts/record-demonstration";

const DOCS = join(__dirname, "..", "..", "docs");
const FILE = join(DOCS, "demonstration.svg");

describe("docs/demonstration.svg", () => {
  const svg = existsSync(FILE) ? readFileSync(FILE, "utf8") : "";
  const texts = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = ""]) => text.replace(/<[^>]+>/g, ""));

  it("shows a run with a login allowed, one refused, and a topic refused", () => {
    expect(texts[0]).toBe("$ npm start -- --once");
    expect(texts.join("\n")).toMatch(/Connect \S+ allowed/);
    expect(texts.join("\n")).toMatch(/wrong password/);
    expect(texts.join("\n")).toMatch(/Publish \S+ refused/);
  });

  it("loads no other file, has no script, and names no folder of a machine", () => {
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:\/\/(?!127\.0\.0\.1)|href|<script/,
    );
    expect(svg).not.toMatch(/\/(home|Users|root|tmp|work)\/|\/\.iot-auth/);
  });
});

describe("drawing a recorded run", () => {
  const svg = demonstrationSvg([
    { at: 0, text: "$ npm start" },
    { at: 60, text: `<b> allowed ${"word ".repeat(40)}` },
    ...Array.from({ length: 40 }, (_, index) => ({ at: 60, text: `line ${index}` })),
  ]);

  it("escapes what was printed", () => {
    expect(svg).toContain('&#60;b&#62; <tspan class="good">allowed</tspan>');
  });

  it("wraps a long line instead of cutting it", () => {
    expect(svg.match(/word/g)).toHaveLength(40);
  });

  it("shortens a long wait, and shows the lines one after the other", () => {
    const shown = [...svg.matchAll(/@keyframes r\d+\{0%,([\d.]+)%/g)].map(([, percent]) => Number(percent));
    expect(shown.length).toBeGreaterThan(42);
    expect([...shown].sort((a, b) => a - b)).toEqual(shown);
    const seconds = Number(/scroll ([\d.]+)s/.exec(svg)?.[1]);
    expect(seconds).toBeLessThan(25);
  });

  it("shows its last line at the end, and at once to people who prefer reduced motion", () => {
    const ends = svg.match(/translateY\(-\d+px\)/g) ?? [];
    expect(svg).toMatch(new RegExp(`prefers-reduced-motion:reduce\\)\\{.*${ends.at(-1)?.replace(/[()]/g, "\\$&")}`));
  });
});
