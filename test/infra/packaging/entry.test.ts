import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { entryOf } from "../../../infra/packaging/entry";

const PROJECT = resolve(__dirname, "../../..");

describe("the file that is bundled", () => {
  it.each([
    ["in the zip", {}, "lambda/entries/bundled.ts"],
    ["in a table", { table: "fleet-users" }, "lambda/entries/dynamodb.ts"],
  ])("is there for users %s", (_, access, expected) => {
    expect(entryOf(access)).toBe(expected);
    expect(existsSync(join(PROJECT, expected))).toBe(true);
  });
});
