import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLIENT_ENTRIES } from "../../cli/settings/client-table";
import { clientPages } from "../../scripts/write-client-docs";

const ROOT = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(ROOT, "docs", file), "utf8");

describe("docs/clients.md and its Japanese twin", () => {
  it("are what the table of clients gives; if not, run: node --import tsx scripts/write-client-docs.ts", async () => {
    const pages = await clientPages();
    expect(Object.keys(pages)).toEqual(["clients.md", "clients_JP.md"]);
    for (const [file, text] of Object.entries(pages)) expect([file, read(file)]).toEqual([file, text]);
  });

  it.each(["clients.md", "clients_JP.md"])("have a row for each client of iot-auth settings: %s", (file) => {
    const rows = [...read(file).matchAll(/^\| [^|]*: `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(CLIENT_ENTRIES.map(({ name }) => name));
  });
});

describe.each(["from-nanomq", "from-certificates", "clients"])("docs/%s.md", (name) => {
  it("has a Japanese twin with the same levels of headings and as many rows and items; each links to the other", () => {
    const [english, japanese] = [read(`${name}.md`), read(`${name}_JP.md`)];
    expect(english.split("\n")[0]).toContain(`(${name}_JP.md)`);
    expect(japanese.split("\n")[0]).toContain(`(${name}.md)`);
    const rows = (text: string) => text.match(/^\|/gm)?.length ?? 0;
    expect(rows(english)).toBeGreaterThan(10);
    expect(rows(japanese)).toBe(rows(english));
    const levels = (text: string) => text.match(/^#+(?= )/gm) ?? [];
    expect(levels(english).length).toBeGreaterThan(3);
    expect(levels(japanese)).toEqual(levels(english));
    const items = (text: string) => text.match(/^- /gm)?.length;
    expect(items(japanese)).toBe(items(english));
    if (name === "clients") return;
    const code = (text: string) => [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, one]) => one))].sort();
    expect(code(japanese)).toEqual(code(english));
  });
});
