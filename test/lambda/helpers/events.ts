import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DecisionLog } from "../../../lambda/contract";
import type { Passwords } from "./deployed-handler";

const FOLDER = join(__dirname, "../../fixtures/events");

/** An event as AWS IoT Core sends it, and what must come of it. */
export interface EventFixture {
  readonly name: string;
  readonly expect: Pick<DecisionLog, "outcome" | "reason" | "user" | "group">;
  readonly event: unknown;
}

/** All of `test/fixtures/events`, passwords still missing; see {@link withPasswords}. */
export const EVENTS: readonly EventFixture[] = readdirSync(FOLDER)
  .sort()
  .map((file) => ({ name: basename(file, ".json"), ...JSON.parse(readFileSync(join(FOLDER, file), "utf8")) }));

/** Puts this run's passwords where a fixture says `<right>`, `<chosen>` or `<wrong>`: base64 in the password, as they are elsewhere. */
export function withPasswords(event: unknown, passwords: Passwords): unknown {
  return JSON.parse(JSON.stringify(event), (key, value) => {
    if (typeof value !== "string") return value;
    return value.replace(/<(right|chosen|wrong)>/, (_, word: keyof Passwords) =>
      key === "password" ? Buffer.from(passwords[word]).toString("base64") : passwords[word],
    );
  });
}
