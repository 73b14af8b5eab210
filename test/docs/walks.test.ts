import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shellArgument } from "../../config/text/quote";
import { testProject } from "../cli/helpers/project";
import { run } from "../helpers/run";
import { UNTIL_INPUT_ENDS } from "../helpers/tethered";
import { blocksFor } from "./blocks/runners";
import { type ToolAtHand, toolAtHand } from "./blocks/tool-at-hand";

const ROOT = join(__dirname, "..", "..");
const read = (name: string) => readFileSync(join(ROOT, "docs", name), "utf8");
const block = (text: string, language: string) => text.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";

jest.setTimeout(240_000);

/** Returns the texts of the command blocks that have no marker. */
const commandsIn = (name: string) =>
  blocksFor(__filename).flatMap(({ document, text }) => (document === `docs/${name}` ? [text] : []));

const TOOL = [process.execPath, join(ROOT, "cli", "bin.mjs")].map((word) => JSON.stringify(word)).join(" ");

/**
 * Starts the stand-in in its own process on a free port. The process ends with the shell that runs the other commands.
 * Its output is read until it serves.
 */
const inAnotherTerminal = (command: string) =>
  command !== "npx iot-auth local"
    ? command
    : [
        `coproc SERVING { exec sh -c ${shellArgument(UNTIL_INPUT_ENDS)} sh ${TOOL} local --port 0 2>&1; }`,
        "exec 3<&$SERVING",
        "until [[ $line == Serving.* ]]; do read -r line <&3; done",
        "cat <&3 >local.log &",
      ].join("\n");

describe.each(["from-nanomq", "from-certificates"])("docs/%s_JP.md", (name) => {
  it("has the commands and the configuration of the English page", () => {
    expect(commandsIn(`${name}_JP.md`)).toEqual(commandsIn(`${name}.md`));
    expect(block(read(`${name}.md`), "ts")).toContain("defineConfig(");
    expect(block(read(`${name}_JP.md`), "ts").replace(/ *\/\/ .*/g, "")).toBe(
      block(read(`${name}.md`), "ts").replace(/ *\/\/ .*/g, ""),
    );
  });
});

const WALKS = ["from-manual-steps.md", "from-console-clicks.md", "from-nanomq.md", "from-certificates.md"];

describe.each(WALKS)("docs/%s", (name) => {
  let tool: ToolAtHand;
  beforeAll(async () => {
    tool = await toolAtHand();
  });
  afterAll(() => tool.close());

  it("has commands that succeed one after the other, with the page's configuration", async () => {
    const project = testProject({ config: block(read(name), "ts").replace(/^import .*$/m, "") });
    try {
      const commands = commandsIn(name);
      expect(commands.length).toBeGreaterThan(0);
      const script = [`npx() { shift; ${shellArgument(tool.program)} "$@"; }`, ...commands.map(inAnotherTerminal)].join(
        "\n",
      );
      const { code, output } = await run("bash", ["-ec", script], { cwd: project.folder, timeout: 230_000 });
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
