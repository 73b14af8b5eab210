import { readFileSync } from "node:fs";
import { join } from "node:path";
import { functionSchema } from "../config/schema/function-schema";

const read = (name: string) => readFileSync(join(__dirname, "..", name), "utf8");
const { scripts, engines } = JSON.parse(read("package.json"));
const majorOf = (version: string) => Number(/\d+/.exec(version)?.[0]);

describe("versions of Node.js", () => {
  it("of test:handler is the version of the default Lambda runtime", () => {
    const { runtime } = functionSchema.parse({});
    expect(scripts["test:handler"]).toContain(`--package node@${majorOf(runtime)} `);
  });

  it("of the main CI job are the oldest supported version, the Lambda runtime's and the one in .nvmrc", () => {
    const versions = /^for version in (.+); do$/m.exec(read(".ci/run"))?.[1]?.split(" ").map(Number);
    const { runtime } = functionSchema.parse({});
    expect(versions).toEqual([majorOf(engines.node), majorOf(runtime), majorOf(read(".nvmrc"))]);
  });
});
