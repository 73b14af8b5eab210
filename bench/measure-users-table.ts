import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { device } from "../config/groups";
import { resolveConfig } from "../config/stages/resolve-config";
import { hashGeneratedSecret } from "../identity/users";
import { bundle } from "../infra/packaging/bundle";
import { loadStack } from "../infra/synthesis/load-stack";
import { PACKAGE_FILES } from "../lambda/contract";

const RESPONDER = join(__dirname, "children", "dynamodb.cjs");

/** A handler whose users are in a table, with a server that answers in place of DynamoDB, over plain HTTP. */
export interface TableHandler {
  /** File of the handler's code. */
  readonly file: string;
  /** Environment variables that the handler needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the server. */
  close(): Promise<void>;
}

/**
 * Creates the handler in a folder, and starts the server in its own process.
 * @param secret the secret of the only user, which the server returns for every name
 */
export async function tableHandler(folder: string, secret: string): Promise<TableHandler> {
  const target = join(folder, "table");
  mkdirSync(target);
  const store = { type: "dynamodb" };
  const [stack] = resolveConfig({ name: "bench", region: "us-east-1", groups: { devices: device() }, store });
  if (!stack) throw new Error("no stack");
  const { packageInput } = await loadStack(stack, target);
  const { code } = await bundle(resolve(__dirname, ".."), packageInput.entry);
  writeFileSync(join(target, PACKAGE_FILES.code), code);
  writeFileSync(join(target, PACKAGE_FILES.access), JSON.stringify(packageInput.access));

  const item = { group: { S: "devices" }, secrets: { L: [{ S: hashGeneratedSecret(secret) }] } };
  const responder = spawn(process.execPath, [RESPONDER, JSON.stringify({ Item: item })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await portOf(responder);
  return {
    file: join(target, PACKAGE_FILES.code),
    env: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    },
    async close() {
      responder.stdin.end();
      await once(responder, "close");
    },
  };
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error("the responder has no output");
  const [text] = (await once(stdout, "data")) as [Buffer];
  return Number(text.toString());
}
