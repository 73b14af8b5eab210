import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { ADDRESS, INSTANCE, logicalId } from "../../infra/addresses";

const PROJECT = resolve(__dirname, "../..");
const PARTS = ["aws", "cli", "config", "identity", "infra", "review", "scripts"];
const ADDRESSES = Object.values(ADDRESS);

const sources = PARTS.flatMap((part) =>
  readdirSync(join(PROJECT, part), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => join(part, name)),
).filter((file) => file !== join("infra", "addresses.ts"));

/** Returns the addresses in the string literals of a source; comments do not count. */
function spelledOut(text: string): string[] {
  const found: string[] = [];
  // Parsing every source takes seconds, and few contain an address.
  if (!ADDRESSES.some((address) => text.includes(address))) return [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(
        ...ADDRESSES.filter((address) => new RegExp(`\\b${address.replace(/\./g, "\\.")}\\b`).test(node.text)),
      );
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest));
  return found;
}

test("no source spells out the address of a resource, which infra/addresses.ts exports", () => {
  const found = sources.flatMap((file) =>
    spelledOut(readFileSync(join(PROJECT, file), "utf8")).map((address) => `${file}: ${address}`),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test.each([
  ['find("aws_lambda_function.authorizer")', ["aws_lambda_function.authorizer"]],
  ["`-replace=$" + "{x} terraform_data.default_set[0]`", ["terraform_data.default_set"]],
  ['// "aws_lambda_function.authorizer"', []],
  ['find("aws_lambda_function.authorizer_2")', []],
])("the search finds the addresses in %s", (source, found) => {
  expect(spelledOut(source)).toEqual(found);
});

test("a construct's logical id is the last part of its address, and no two resources share an address", () => {
  expect(logicalId(ADDRESS.usersTable)).toBe("users");
  expect(logicalId(ADDRESS.account)).toBe("current");
  expect(new Set(ADDRESSES).size).toBe(ADDRESSES.length);
  expect(INSTANCE.defaultSet).toBe("terraform_data.default_set[0]");
});
