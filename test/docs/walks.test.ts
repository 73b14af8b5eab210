import { readFileSync } from "node:fs";
import { join } from "node:path";
import { testProject } from "../cli/helpers/project";
import { startStandIn } from "../clients/stand-in";
import { PASSWORD, SEED } from "../clients/users";
import { describeWith } from "../helpers/needs";
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

describeWith(["python3-paho-mqtt"], "the Python program of docs/from-console-clicks.md", () => {
  it("logs in and publishes, with nothing changed but address and port", async () => {
    const standIn = await startStandIn();
    try {
      const program = block(read("from-console-clicks.md"), "python")
        .replace(/(?<=ENDPOINT = )".*?"/, '"localhost"')
        .replace(/(?<=PORT = )443/, standIn.port);
      const env = { ...process.env, PASSWORD, SSL_CERT_FILE: standIn.caFile };
      const { code, output } = await run("/usr/bin/python3", ["-c", program], { env, timeout: 15_000 });

      expect([code, output]).toEqual([0, ""]);
      const publish = await standIn.seen((event) => JSON.stringify(event).includes(`topic/telemetry/${SEED}`));
      expect(JSON.stringify(publish)).toMatch(/allow/i);
    } finally {
      await standIn.close();
    }
  });
});
