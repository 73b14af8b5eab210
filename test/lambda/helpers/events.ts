import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DecisionLog } from "../../../lambda/contract";
import type { Passwords } from "./deployed-handler";

const FOLDER = join(__dirname, "../../fixtures/events");

/** An event as AWS IoT Core sends it, and the expected decision. */
export interface EventFixture {
  readonly name: string;
  readonly expect: Pick<DecisionLog, "outcome" | "reason" | "user" | "group">;
  readonly event: unknown;
}

/** All events in `test/fixtures/events`, with placeholders for passwords, see {@link withPasswords}. */
export const EVENTS: readonly EventFixture[] = readdirSync(FOLDER)
  .sort()
  .map((file) => ({ name: basename(file, ".json"), ...JSON.parse(readFileSync(join(FOLDER, file), "utf8")) }));

/**
 * Replaces `<right>`, `<chosen>` and `<wrong>` by this run's passwords: in base64 in the member `password`, as text
 * elsewhere.
 */
export function withPasswords(event: unknown, passwords: Passwords): unknown {
  return JSON.parse(JSON.stringify(event), (key, value) => {
    if (typeof value !== "string") return value;
    return value.replace(/<(right|chosen|wrong)>/, (_, word: keyof Passwords) =>
      key === "password" ? Buffer.from(passwords[word]).toString("base64") : passwords[word],
    );
  });
}
