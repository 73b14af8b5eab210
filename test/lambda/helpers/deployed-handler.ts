import { randomBytes, scryptSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cloudPrnt } from "../../../config/groups/cloud-prnt";
import { compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { groupSchema } from "../../../config/schema/group-schema";
import { compileUsers } from "../../../identity/users/compile-users";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import type { User } from "../../../identity/users/users-schema";
import { bundle } from "../../../infra/packaging/bundle";
import {
  type AuthorizerResponse,
  type CompiledAccess,
  type DecisionLog,
  type InvocationContext,
  PACKAGE_FILES,
} from "../../../lambda/contract";

/** The context that Lambda passes to the function. */
export const CONTEXT: InvocationContext = {
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:cloudprnt",
};

/** The passwords of the deployed users, new in every run. */
export interface Passwords {
  /** Password of every user except `person-1`. */
  readonly right: string;
  /** Chosen password of `person-1`. It has characters that are not ASCII. */
  readonly chosen: string;
  readonly wrong: string;
}

/** The handler as it is deployed: bundled and minified, with its data. */
export interface DeployedHandler {
  readonly passwords: Passwords;
  /** Stored secrets of all users, which must not be logged or returned. */
  readonly storedSecrets: readonly string[];
  /** Calls the handler. @returns its answer and the lines it logged */
  invoke(event: unknown, context?: unknown): Promise<{ response: AuthorizerResponse; lines: readonly string[] }>;
  remove(): void;
}

/** Builds the handler with two groups, a few users of each kind and whatever access data a test adds, and loads it. */
export async function deployHandler(more: Partial<CompiledAccess> = {}): Promise<DeployedHandler> {
  const passwords = { right: generateSecret(), chosen: `Grüße 🖨 ${generateSecret()}`, wrong: generateSecret() };
  const users = makeUsers(passwords);
  const { lines, refusalWork } = compileUsers(users);
  const access: CompiledAccess = { format: 1, groups: compileGroups(), refusalWork, ...more };

  const folder = mkdtempSync(join(tmpdir(), "iot-auth-handler-"));
  const { code } = await bundle(resolve(__dirname, "../../.."), "lambda/entries/bundled.ts");
  writeFileSync(join(folder, PACKAGE_FILES.code), code);
  writeFileSync(join(folder, PACKAGE_FILES.access), JSON.stringify(access));
  writeFileSync(join(folder, PACKAGE_FILES.users), lines);
  const { handler } = require(join(folder, PACKAGE_FILES.code));

  return {
    passwords,
    storedSecrets: users.flatMap((user) => user.secrets),
    async invoke(event, context = CONTEXT) {
      const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
      try {
        const response = await handler(event, context);
        return { response, lines: log.mock.calls.map(([line]) => String(line)) };
      } finally {
        log.mockRestore();
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Expects one logged line. @returns the decision in it */
export function decision(lines: readonly string[]): DecisionLog {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "") as DecisionLog;
}

function makeUsers({ right, chosen }: Passwords): User[] {
  const user = (name: string, extra: Partial<User> = {}): User => ({
    name,
    group: "printers",
    secrets: [hashGeneratedSecret(right)],
    ...extra,
  });
  return [
    user("00:11:62:aa:bb:cc"),
    user("constructor"),
    user("disabled-1", { disabled: true }),
    user("expired-1", { expiresAt: "2020-01-01T00:00:00Z" }),
    user("expires-later-1", { expiresAt: "2999-01-01T00:00:00Z" }),
    user("orphan-1", { group: "removed" }),
    user("orphan-2", { group: "constructor" }),
    user("orphan-3", { group: "__proto__" }),
    user("person-1", { group: "servers", secrets: [hashQuickly(chosen)] }),
  ];
}

/** Hashes a password as `hashChosenPassword` does, but at the lowest cost that a users file may have. */
function hashQuickly(password: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** 12, r: 1, p: 1 });
  const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
  return `$scrypt$ln=12,r=1,p=1$${unpadded(salt)}$${unpadded(hash)}`;
}

function compileGroups(): CompiledAccess["groups"] {
  const groups = { printers: cloudPrnt.printer(), servers: cloudPrnt.server() };
  return Object.fromEntries(
    Object.entries(groups).map(([name, input]) => {
      const compiled = compileGroup(name, groupSchema.parse(input), longestArnPrefix("us-east-1"));
      if (!compiled.ok) throw new Error(`${name} does not compile`);
      return [name, compiled.group];
    }),
  );
}
