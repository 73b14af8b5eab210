import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../../identity/users/secret";
import type { User } from "../../../identity/users/users-schema";
import { type LoadedStack, loadStack } from "../../../infra/synthesis/load-stack";

const secrets = [hashGeneratedSecret(generateSecret())];
const user = (name: string, group = "printers"): User => ({ name, group, secrets });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-load-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function load(settings: object = {}, extraUsers?: User[]): Promise<LoadedStack> {
  const groups = { printers: { clientIds: ["{username}"], publish: ["a/{username}"] } };
  const [stack] = resolveConfig({ name: "cloudprnt", region: "us-east-1", groups, ...settings });
  if (!stack) throw new Error("no stack");
  return loadStack(stack, folder, extraUsers);
}

function writeUsers(users: readonly User[], name = "users.json"): void {
  writeFileSync(join(folder, name), JSON.stringify({ users }));
}

describe("loadStack", () => {
  it("gives the handler a namespace for metrics only if monitoring.metrics is set", async () => {
    writeUsers([]);
    const namespaceWith = async (monitoring?: object) =>
      (await load({ monitoring })).packageInput.access.metricsNamespace;
    expect(await namespaceWith({ metrics: true })).toBe("IotAuth");
    expect(await namespaceWith({ alarms: {}, dashboard: true })).toBeUndefined();
    expect(await namespaceWith()).toBeUndefined();
  });

  it("compiles the groups and the users of the file beside the configuration", async () => {
    writeUsers([user("b"), user("a")]);
    const { users, packageInput } = await load();
    expect(users.map(({ name }) => name)).toEqual(["b", "a"]);
    expect(packageInput.users).toBe(
      ["a", "b"].map((name) => `${name}\t${JSON.stringify({ g: "printers", s: secrets })}\n`).join(""),
    );
    expect(packageInput.access).toEqual({
      format: 1,
      refusalWork: {},
      groups: {
        printers: {
          clientIds: ["{username}"],
          documents: [
            {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Action: ["iot:Connect"], Resource: ["client/{username}"] },
                { Effect: "Allow", Action: ["iot:Publish"], Resource: ["topic/a/{username}"] },
              ],
            },
          ],
          disconnectAfterInSeconds: 86_400,
          refreshAfterInSeconds: 900,
        },
      },
    });
  });

  it("works without a users file, with no users", async () => {
    expect(await load()).toMatchObject({ users: [], packageInput: { users: "" } });
  });

  it("reads the file that the store names", async () => {
    writeUsers([user("dev-1")], "dev.json");
    expect((await load({ store: { file: "dev.json" } })).users).toEqual([user("dev-1")]);
  });

  it("adds the users of its argument", async () => {
    writeUsers([user("a")]);
    expect((await load({}, [user("demo-1")])).packageInput.users?.split("\n")).toHaveLength(3);
  });

  it("has no users if they are in a table: it reads no file, and ignores the users of its argument", async () => {
    writeFileSync(join(folder, "users.json"), "[");
    const loaded = await load({ store: { type: "dynamodb" } }, [user("demo-1")]);
    expect(loaded.users).toEqual([]);
    expect(loaded.packageInput.access).toMatchObject({ table: "cloudprnt-users", refusalWork: {} });
    expect(loaded.packageInput).not.toHaveProperty("users");
  });

  it("sets the refusal work to two checks of a chosen password if the table may hold chosen passwords", async () => {
    const { packageInput } = await load({ store: { type: "dynamodb", chosenPasswords: true } });
    const stored = await hashChosenPassword(Buffer.from(generateSecret()));
    expect(packageInput.access.refusalWork).toEqual({ [stored.split("$").slice(1, 3).join("$")]: 2 });
  });

  it("refuses a user of a group that is not defined", async () => {
    writeUsers([user("a"), user("b", "printer")]);
    await expect(load()).rejects.toThrow(
      '`users.json: users[1].group` must be a group of the configuration, got: "printer". Did you mean "printers"? Known: "printers".',
    );
  });

  it("refuses a wrong users file", async () => {
    writeFileSync(join(folder, "users.json"), "[");
    await expect(load()).rejects.toThrow("`users.json line 1, column 2` must be valid JSON");
  });
});
