import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "../../helpers/run-cli";
import { putKey, type SigningProject, signingProject } from "../../tokens/signing-project";

let project: SigningProject;
beforeEach(() => {
  project = signingProject();
});
afterEach(() => {
  project.remove();
});

const retire = (argv: readonly string[], options: { stdin?: string; terminal?: boolean } = {}) =>
  runCli(["keys", "retire", ...argv], { cwd: project.folder, ...options });
const isHere = (file: string): boolean => existsSync(join(project.folder, "keys", file));

describe("keys retire", () => {
  it("deletes the private key, and says how to end its tokens", async () => {
    expect(await retire(["key-1", "--yes"])).toEqual({
      code: 0,
      stdout: "",
      stderr:
        'Remove "key-1" from authorizer.signing.publicKeys of fleet, then: npx cdktf deploy\n' +
        "From then on every token signed with key-1 is refused. Until then they keep working.\n" +
        "Deleted keys/key-1.private.pem.\n",
    });
    expect([isHere("key-1.private.pem"), isHere("key-1.public.pem")]).toEqual([false, true]);
  });

  it("prints what it did as JSON", async () => {
    const { stdout } = await retire(["key-1", "--yes", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      name: "key-1",
      deleted: ["keys/key-1.private.pem"],
      configuredIn: ["fleet"],
      lastIn: [],
    });
  });

  it("deletes both halves of a key that is in no configuration", async () => {
    putKey(project, "key-0", project.second);
    const { stderr } = await retire(["key-0", "--yes"]);
    expect(stderr).toBe(
      "key-0 is in no configuration: no token signed with it is accepted.\n" +
        "Deleted keys/key-0.private.pem and keys/key-0.public.pem.\n",
    );
    expect([isHere("key-0.private.pem"), isHere("key-0.public.pem")]).toEqual([false, false]);
  });

  it("deletes nothing of a key that is elsewhere, and so asks nothing", async () => {
    const { code, stderr } = await retire(["key-2"]);
    expect(code).toBe(0);
    expect(stderr).toContain("The private key is not in keys/: delete it where it is kept.\n");
  });

  it.each([
    ["y\n", 0, false],
    ["n\n", 1, true],
    ["", 1, true],
  ])("asks on a terminal: %j", async (stdin, code, left) => {
    const result = await retire(["key-1"], { terminal: true, stdin });
    expect(result.stderr).toContain("Delete keys/key-1.private.pem? [y/N]");
    expect([result.code, isHere("key-1.private.pem")]).toEqual([code, left]);
  });

  it("deletes nothing where there is no terminal to ask on", async () => {
    const { code, stderr } = await retire(["key-1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("give --yes");
    expect(isHere("key-1.private.pem")).toBe(true);
  });

  it("warns of retiring the last key", async () => {
    project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace(/"key-2": `[^`]+`,/, ""));
    jest.resetModules();
    expect((await retire(["key-1", "--yes"])).stderr).toContain(
      "It is the only key of fleet: create another key before, and issue tokens with it. Without a key no user can log in.\n",
    );
  });

  it("refuses a name that no key has", async () => {
    expect(await retire(["key-3", "--yes"])).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: `NAME` must name a key, got: "key-3". Did you mean "key-1"? Known: "key-1", "key-2".\n',
    });
  });
});
