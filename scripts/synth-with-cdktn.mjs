/**
 * Shows that the stack is not tied to CDKTF, which was archived in December 2025: synthesizes it under the maintained
 * fork CDK Terrain (cdktn) and compares the Terraform JSON.
 *
 * Works in a temporary copy: renames the imports, installs the fork there, synthesizes both, prints what differs apart
 * from the versions, and exits 1 if anything does.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/**
 * The fork's current versions. The fork requires Node.js 22; with Node.js 20, synthesizing works and its CLI does not.
 */
const FORK = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.2" };
const SOURCES = [
  "aws",
  "config",
  "identity",
  "infra",
  "lambda",
  "main.ts",
  "iot-auth.config.ts",
  "cdktf.json",
  "package-lock.json",
  "tsconfig.json",
];

const folder = mkdtempSync(join(tmpdir(), "iot-auth-cdktn-"));
try {
  const original = checkout("cdktf");
  symlinkSync(join(repository, "node_modules"), join(original, "node_modules"), "dir");

  const fork = checkout("cdktn");
  renameImports(join(fork, "infra"));
  const { dependencies, ...manifest } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const kept = Object.entries(dependencies).filter(([name]) => !name.startsWith("@cdktf/") && name !== "cdktf");
  rmSync(join(fork, "package-lock.json"));
  writeFileSync(
    join(fork, "package.json"),
    JSON.stringify({ name: manifest.name, private: true, dependencies: { ...Object.fromEntries(kept), ...FORK } }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], fork);

  const [before, after] = [synthesize(original), synthesize(fork)];
  if (before !== after) {
    const lines = after.split("\n");
    const differing = before.split("\n").filter((line, index) => line !== lines[index]);
    console.error(`The stack differs under cdktn, first in:\n${differing.slice(0, 20).join("\n")}`);
    process.exitCode = 1;
  } else {
    console.log(
      `The same stack under cdktn ${FORK.cdktn}: ${before.split("\n").length} lines of Terraform JSON, no difference.`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function checkout(name) {
  const target = join(folder, name);
  for (const source of SOURCES) cpSync(join(repository, source), join(target, source), { recursive: true });
  return target;
}

function renameImports(directory) {
  for (const entry of readdirSync(directory, { recursive: true })) {
    if (!entry.endsWith(".ts")) continue;
    const file = join(directory, entry);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll('"@cdktf/', '"@cdktn/').replaceAll('"cdktf"', '"cdktn"'));
  }
}

/** The stack's JSON without the parts that must differ: versions, and the name of the provider's source. */
function synthesize(target) {
  run(process.execPath, ["--import", "tsx", "main.ts"], target);
  const stacks = join(target, "cdktf.out", "stacks");
  return readdirSync(stacks)
    .map((name) => JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8")))
    .map((stack) => {
      delete stack["//"];
      stack.terraform.required_providers.aws.source = "aws";
      return JSON.stringify(stack, null, 1);
    })
    .join("\n");
}

function run(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
