import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { device } from "../config/groups";
import { resolveConfig } from "../config/stages/resolve-config";
import { STORE_SOURCES } from "../identity/store-sources";
import { generateSecret, hashChosenPassword, hashGeneratedSecret, type User } from "../identity/users";
import { bundle } from "../infra/packaging/bundle";
import { loadStack } from "../infra/synthesis/load-stack";
import { PACKAGE_FILES } from "../lambda/contract";
import { Verifier } from "../lambda/verify/verify";
import { interleave, median, report } from "./measure";
import { tableHandler } from "./measure-users-table";

const ROUNDS = 9;
const CHILD = join(__dirname, "children", "first-decision.cjs");

/**
 * Measures the handler: its cold start, compared with that of an empty handler, with 1 to 100,000 users and with a
 * users table; and how many secrets it checks per second.
 */
export async function benchHandler(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  try {
    await benchColdStart(folder);
    await benchDecisions();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchColdStart(folder: string): Promise<void> {
  const secret = generateSecret();
  const { code } = await bundle(resolve(__dirname, ".."), STORE_SOURCES.bundled.entry);
  const handlers: Record<string, string> = { empty: emptyHandler(folder) };
  for (const count of [1, 1_000, 100_000]) handlers[count] = await handlerWith(folder, code, count, secret);
  const table = await tableHandler(folder, secret);
  handlers.table = table.file;

  const event = JSON.stringify({
    protocolData: {
      mqtt: { username: "user-0", password: Buffer.from(secret).toString("base64"), clientId: "user-0" },
    },
  });
  const env = { ...process.env, ...table.env };
  const results = interleave(
    ROUNDS,
    Object.fromEntries(
      Object.entries(handlers).map(([name, file]) => [
        name,
        () => Number(execFileSync(process.execPath, [CHILD, file, event], { encoding: "utf8", env })),
      ]),
    ),
  );
  await table.close();
  const time = (name: string): number => median(results[name] ?? []);
  report(
    "import and first decision, 1 user / empty handler",
    time("1") / time("empty"),
    "",
    `${time("1").toFixed(1)} / ${time("empty").toFixed(1)} ms`,
  );
  for (const count of ["1000", "100000"]) {
    report(
      `import and first decision, ${count} users / 1 user`,
      time(count) / time("1"),
      "",
      `${time(count).toFixed(1)} / ${time("1").toFixed(1)} ms`,
    );
  }
  report(
    "import and first decision, 1 user in a table / in the zip",
    time("table") / time("1"),
    "",
    `${time("table").toFixed(1)} / ${time("1").toFixed(1)} ms`,
  );
}

function emptyHandler(folder: string): string {
  const file = join(folder, "empty.cjs");
  writeFileSync(file, "exports.handler = async () => ({ isAuthenticated: false });");
  return file;
}

async function handlerWith(folder: string, code: Buffer, count: number, secret: string): Promise<string> {
  const users: User[] = Array.from({ length: count }, (_, i) => ({
    name: `user-${i}`,
    group: "devices",
    secrets: [hashGeneratedSecret(i === 0 ? secret : generateSecret())],
  }));
  const target = join(folder, String(count));
  mkdirSync(target);
  const [stack] = resolveConfig({ name: "bench", region: "us-east-1", groups: { devices: device() } });
  if (!stack) throw new Error("no stack");
  const { packageInput } = await loadStack(stack, target, users);
  writeFileSync(join(target, PACKAGE_FILES.code), code);
  writeFileSync(join(target, PACKAGE_FILES.access), JSON.stringify(packageInput.access));
  writeFileSync(join(target, PACKAGE_FILES.users), packageInput.users ?? "");
  return join(target, PACKAGE_FILES.code);
}

async function benchDecisions(): Promise<void> {
  const secret = generateSecret();
  const generated = [hashGeneratedSecret(secret)];
  const chosen = [await hashChosenPassword(Buffer.from(secret))];
  const password = Buffer.from(secret);
  const perSecond = async (verifier: Verifier, secrets: string[], times: number): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < times; i++) {
      if (!(await verifier.verify(secrets, password))) throw new Error("the right password was refused");
    }
    return (times / (performance.now() - started)) * 1000;
  };
  const remembering = new Verifier({});
  await remembering.verify(chosen, password);
  const fast = await perSecond(new Verifier({}), generated, 50_000);
  const withMemory = await perSecond(remembering, chosen, 50_000);
  const without = await perSecond(new Verifier({}, null), chosen, 20);
  report(
    "checks a second: scrypt with memory / without",
    withMemory / without,
    "",
    `${withMemory.toFixed(0)} / ${without.toFixed(1)} a second`,
  );
  report(
    "checks a second: scrypt with memory / generated secret",
    withMemory / fast,
    "",
    `${withMemory.toFixed(0)} / ${fast.toFixed(0)} a second`,
  );
}
