import type { Io } from "../../../cli/io";
import { usersTarget } from "../../../cli/users/target";
import { type TestProject, testProject } from "../helpers/project";

const FILE = '{ type: "bundled" }';
const TABLE = '{ type: "dynamodb" }';

let project: TestProject | undefined;
afterEach(() => project?.remove());

/** Returns the target of a command in a configuration with two stages. */
async function targetOf(dev: string, prod: string, stage?: string) {
  project = testProject({
    config: `export default defineConfig({
      name: "fleet",
      region: "eu-west-1",
      groups: { sensors: device() },
      stages: { dev: { store: ${dev} }, prod: { store: ${prod} } },
    });`,
  });
  const io = { cwd: project.folder, loadModule: (path: string) => require(path), env: {} } as unknown as Io;
  const { store, stacks } = await usersTarget({ io, options: () => (stage ? { stage } : {}) }, {});
  return [store.kind, store.label, stacks.map(({ stackName }) => stackName)];
}

describe("the users that a command works on", () => {
  it("are those of all stages that share a users file", async () => {
    expect(await targetOf(FILE, FILE)).toEqual(["file", "users.json", ["fleet-dev", "fleet-prod"]]);
  });

  it("are only those of the named stage if it has a table", async () => {
    expect(await targetOf(FILE, TABLE, "prod")).toEqual([
      "table",
      "the table fleet-prod-users in eu-west-1",
      ["fleet-prod"],
    ]);
    project?.remove();
    expect(await targetOf(FILE, TABLE, "dev")).toEqual(["file", "users.json", ["fleet-dev"]]);
  });

  it.each([
    ["one has a file and one a table", FILE, TABLE],
    ["each has a table of its own", TABLE, TABLE],
  ])("must be chosen with --stage where %s", async (_, dev, prod) => {
    await expect(targetOf(dev, prod)).rejects.toThrow("`--stage` must name one of the configuration's stages");
  });
});
