import { readFileSync } from "node:fs";
import { join } from "node:path";
import { testProject } from "../cli/helpers/project";
import { run } from "../helpers/run";
import { blocksFor } from "./blocks/runners";

const ROOT = join(__dirname, "..", "..");
const read = (name: string) => readFileSync(join(ROOT, "docs", name), "utf8");
const block = (text: string, language: string) => text.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";

jest.setTimeout(60_000);

/** Texts of the blocks that do not say they need AWS. */
const commandsIn = (name: string) =>
  blocksFor(__filename).flatMap(({ document, text }) => (document === `docs/${name}` ? [text] : []));

describe.each(["from-manual-steps.md", "from-console-clicks.md"])("docs/%s", (name) => {
  it("has commands that work one after the other, with the configuration it shows", async () => {
    const project = testProject({ config: block(read(name), "ts").replace(/^import .*$/m, "") });
    const tool = `npx() { shift; ${JSON.stringify(process.execPath)} ${JSON.stringify(join(ROOT, "cli", "bin.mjs"))} "$@"; }`;
    try {
      const commands = commandsIn(name);
      expect(commands.length).toBeGreaterThan(0);
      const { code, output } = await run("sh", ["-ec", [tool, ...commands].join("\n")], { cwd: project.folder });
      expect([code, output]).toEqual([0, expect.stringContaining(" may publish to ")]);
      expect(project.users().length).toBeGreaterThan(0);
    } finally {
      project.remove();
    }
  });

  it("links only to files and headings that exist", () => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
    for (const [, file = "", heading = ""] of links) {
      const headings = [...read(file || name).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, "")
          .replace(/\s/g, "-"),
      );
      expect(["", ...headings]).toContain(heading);
    }
  });
});
