import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../helpers/run";
import { makeFullCheckout } from "./blocks/full-checkout";
import { commandsIn, placeOf, REPOSITORY } from "./blocks/markdown-blocks";
import { runUntil } from "./blocks/run-until";
import { blocksFor } from "./blocks/runners";

jest.setTimeout(60_000);

/** Each command with the places where it is written. The two READMEs have the same commands, which run once. */
const LINES = blocksFor(__filename)
  .flatMap((block) => commandsIn(block).map((command) => ({ command, place: placeOf(block) })))
  .reduce(
    (all, { command, place }) => all.set(command, [...(all.get(command) ?? []), place]),
    new Map<string, string[]>(),
  );
/** The script of continuous integration. Commands that it runs are not run here, since they run the tests. */
const CI = readFileSync(join(REPOSITORY, ".ci", "run"), "utf8");
const WORKFLOW = readFileSync(join(REPOSITORY, ".github", "workflows", "ci.yml"), "utf8");

const runByCi = (command: string) =>
  command === ".ci/run" ? /run: (bash )?\.ci\/run$/m.test(WORKFLOW) : new RegExp(`^${command}(?= --|$)`, "m").test(CI);

/**
 * Scripts of package.json in the file help that neither a test nor continuous integration runs, each with the reason.
 */
const BY_HAND: Readonly<Record<string, string>> = {
  "npm run test:watch": "waits for a person to type",
  "npm run test:update": "rewrites snapshots of the tests that CI runs",
  "npm run check": "is lint, build and test, which CI runs one by one",
  "npm run bench": "takes minutes",
  "npm run mutate": "takes half an hour",
  "npm run demonstration": "writes a picture with the times and ports of that run",
  "npm run synth:cdktn": "needs a network, as its line says",
};
/**
 * The first command with `npx iot-auth`. Only this one is run with npx, since npx takes longer to start than the tool.
 */
const BY_NPX = [...LINES.keys()].find((command) => command.startsWith("npx iot-auth "));
const HELP = readFileSync(join(REPOSITORY, "help"), "utf8");
const SCRIPTS = [...new Set(HELP.match(/\bnpm (run [a-z][a-z:]*|start|test)/g))];
const HERE = SCRIPTS.filter((script) => script !== "npm start" && !(script in BY_HAND) && !runByCi(script));

describe("the commands in the documents for contributors", () => {
  // Without the tests: no command here needs them, and they are half of the files that lint reads.
  const checkout = makeFullCheckout(["test"]);
  afterAll(() => checkout.remove());

  it.each([...LINES].map(([command, places]) => [command, places.join(", ")]))("work: %s (%s)", async (command) => {
    if (runByCi(command)) return;
    const [cwd, env] = [checkout.folder, process.env];
    if (command === "npm start") {
      // Another port, since 8443 may be taken here.
      const { output } = await runUntil("npm start -- --port 0", { cwd, env, running: /Serving\./ });
      expect(output).toMatch(/^The demonstration went as expected\.\n(.*\n)*Stopped\.$/m);
      return;
    }
    const found = command === BY_NPX ? command : command.replace(/^npx iot-auth /, "cli/bin.mjs ");
    const { code, output } = await run("bash", ["-c", found], { cwd, env });
    expect(code === 0 ? "" : output).toBe("");
  });

  it("count as run by continuous integration only if .ci/run or the workflow runs them", () => {
    const lanes = SCRIPTS.filter((script) => /^npm (run )?test/.test(script) && !(script in BY_HAND));
    expect(lanes.length).toBeGreaterThan(3);
    // If this test ran a lane, the lane would run this test again.
    expect(["npm ci", ".ci/run", ...lanes].filter((command) => !runByCi(command))).toEqual([]);
    expect(["npm start", "npm run synth"].filter(runByCi)).toEqual([]);
  });

  it.each(HERE)("of the file help work, and do not change generated documents and schemas: %s", async (script) => {
    const { code, output } = await run("bash", ["-c", script], { cwd: checkout.folder });
    expect(code === 0 ? "" : output).toBe("");
    for (const file of ["docs/configuration.md", "docs/architecture.md", "schemas/users.schema.json"])
      expect([file, readFileSync(join(checkout.folder, file), "utf8")]).toEqual([
        file,
        readFileSync(join(REPOSITORY, file), "utf8"),
      ]);
  });

  it("of the file help say that they need AWS or a network if they do", () => {
    const silent = HELP.split("\n").filter(
      (line) => /npx cdktf |synth:cdktn/.test(line) && !/needs (AWS|a network)/.test(line),
    );
    expect(silent).toEqual([]);
    expect(HERE).toEqual(expect.arrayContaining(["npm run synth", "npm run docs"]));
    expect(Object.keys(BY_HAND).filter((script) => !SCRIPTS.includes(script))).toEqual([]);
  });
});
