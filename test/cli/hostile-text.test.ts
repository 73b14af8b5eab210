import { explainAccess, explanationText } from "../../cli/access/explain-access";
import { loginText } from "../../cli/aws/login-text";
import { reportText } from "../../cli/commands/doctor";
import { CliError, describeError } from "../../cli/errors";
import { liveLine } from "../../cli/local/log/live-line";
import { type ClientEvent, eventLine } from "../../cli/mqtt/client-events";
import { progressLine } from "../../cli/terminal/progress";
import { textTable } from "../../cli/terminal/text-table";
import { ConfigurationError } from "../../config/problem";
import type { GroupSettings } from "../../config/schema/config-schema";
import type { LocalEvent } from "../../local";
import { renderText, text } from "../../review/words/render-review";
import { aGroup, aMap, mapValues, planJson } from "../review/a-plan";
import { expectTame, HOSTILE } from "./helpers/hostile-text";
import { aUser, type TestProject, testProject } from "./helpers/project";
import { runCli } from "./helpers/run-cli";

const plain = (_: string, shown: string) => shown;
const time = Date.parse("2027-01-01T00:00:00Z");
const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };

describe("hostile text stays on its line and sends no control characters to the terminal:", () => {
  const connectionId = "1";
  it.each<[string, LocalEvent]>([
    [
      "a decision",
      {
        event: "decision",
        time,
        connectionId,
        user: HOSTILE,
        clientId: HOSTILE,
        action: "iot:Publish",
        resource: HOSTILE,
        allowed: false,
        reason: HOSTILE,
        authorizerLog: JSON.stringify({ reason: HOSTILE }),
      } as LocalEvent,
    ],
    ["an end", { event: "disconnected", time, connectionId, clientId: HOSTILE, reason: HOSTILE, message: HOSTILE }],
    ["a problem", { event: "problem", time, kind: "client", clientId: HOSTILE, message: HOSTILE }],
  ])("%s in the live log", (_, event) => {
    const line = liveLine(event, plain);
    expect(line).toContain("a\\u{1b}[2J");
    expect(line).not.toContain("\n");
    expectTame(line ?? "");
  });

  it.each<ClientEvent>([
    {
      event: "connected",
      endpoint: HOSTILE,
      clientId: HOSTILE,
      authorizerName: HOSTILE,
      mqtt: "5",
      transport: "tls",
      sessionPresent: false,
    },
    { event: "subscribed", topic: HOSTILE, qos: 1 },
    { event: "published", topic: HOSTILE, qos: 0, number: 1 },
    { event: "published", topic: HOSTILE, qos: 1, number: 1 },
    { event: "received", topic: HOSTILE, payload: HOSTILE, number: 1, qos: 1, retain: false },
    { event: "unsubscribed", topic: HOSTILE },
  ])("what a client command tells: $event", (event) => {
    const line = eventLine(event, plain);
    expect(line).toContain("a\\u{1b}[2J");
    expect(line).not.toContain("\n");
    expectTame(line ?? "");
  });

  it.each<[string, string]>([
    ["a table", textTable(["NAME"], [[HOSTILE]])],
    ["a progress bar", progressLine(HOSTILE, 1, 2, 1)],
    ["an error", describeError(new CliError(HOSTILE, 2), false).lines.join("\n")],
    ["an error of several lines", describeError(new CliError([HOSTILE, HOSTILE], 2), false).lines.join("\n")],
    ["an error that was not foreseen", describeError(new Error(HOSTILE), false).lines.join("\n")],
    [
      "a problem of the configuration",
      new ConfigurationError([
        { path: HOSTILE, must: HOSTILE, got: HOSTILE, remedy: HOSTILE },
        { path: "a", must: "be b", got: HOSTILE.repeat(80), remedy: "" },
      ]).message,
    ],
    ["a check of doctor", reportText([{ check: "name", status: "failed", detail: HOSTILE, remedy: HOSTILE }], plain)],
    [
      "a check of doctor with lines to paste",
      reportText([{ check: "name", status: "failed", detail: HOSTILE, remedy: ["To do it:", HOSTILE] }], plain),
    ],
    ["a refused login", loginText(asked(), { allowed: false, refusedBy: "aws", because: HOSTILE }, plain)],
    [
      "a login",
      loginText(
        asked(),
        {
          allowed: true,
          principalId: HOSTILE,
          refreshAfterSeconds: 300,
          disconnectAfterSeconds: 300,
          access: [{ may: true, action: HOSTILE, resource: HOSTILE, conditional: true }],
        } as unknown as Parameters<typeof loginText>[1],
        plain,
      ),
    ],
    ["a value of a plan", text([{ value: HOSTILE }])],
    [
      "a review",
      renderText([
        { kind: "title", sentence: [{ value: HOSTILE }] },
        { kind: "section", title: "Resources", items: [[{ value: HOSTILE }]] } as never,
      ]),
    ],
  ])("%s", (_, shown) => {
    expect(shown).toContain("\\u{1b}[2J");
    expectTame(shown);
  });

  it.each(["connect", "publish", "subscribe", "receive"] as const)("an explanation of %s", (action) => {
    const rules = { clientIds: [HOSTILE], publish: [HOSTILE], subscribe: [HOSTILE] };
    const group = { ...aGroup(), ...rules } as unknown as GroupSettings;
    const asker = { username: "meter-1", clientId: HOSTILE, groupName: HOSTILE, group, account: ACCOUNT };
    const user = aUser({ name: HOSTILE, group: HOSTILE });
    const explanation = explainAccess(user, asker as never, action, HOSTILE, new Date(time));
    const shown = explanationText(explanation);
    expect(shown).toMatch(/\\u(\{1b\}|001b)\[2J/);
    expectTame(shown);
  });
});

function asked() {
  return { username: HOSTILE, authorizerName: HOSTILE, where: HOSTILE };
}

describe("hostile text given to a command", () => {
  let project: TestProject;
  beforeAll(() => {
    project = testProject({ users: [aUser({ note: "x" }), aUser({ name: "meter-2" })] });
    const [first, second] = project.users();
    project.write("users.json", JSON.stringify({ users: [{ ...first, note: HOSTILE }, second] }));
    project.write("plan.json", JSON.stringify(planJson(hostilePlan())));
    project.write(
      "keys.json",
      JSON.stringify({ ...planJson({}), [HOSTILE]: { [HOSTILE]: 1 }, resource_changes: HOSTILE }),
    );
    project.write("broken.json", `{"users": [{"name": ${JSON.stringify(HOSTILE)}}]}`);
    project.write("users.csv", `name,group\n"${HOSTILE}",sensors\n`);
  });
  afterAll(() => project.remove());

  function hostilePlan() {
    const before = mapValues(aMap({ sensors: aGroup() }));
    const after = mapValues(
      aMap(
        { sensors: aGroup({ publish: [HOSTILE] }), [HOSTILE]: aGroup() },
        { [HOSTILE]: HOSTILE, "meter-1": HOSTILE },
      ),
    );
    return {
      "terraform_data.access_map": [before, after] as [object, object],
      [`aws_x.${HOSTILE}`]: [null, {}] as [null, object],
    };
  }

  it.each([
    [["users", "list"]],
    [["users", "list", "--group", HOSTILE]],
    [["users", "show", "meter-1"]],
    [["users", "show", HOSTILE]],
    [["users", "add", HOSTILE, "--group", "sensors"]],
    [["users", "add", "meter-3", "--group", HOSTILE]],
    [["users", "disable", HOSTILE]],
    [["users", "remove", HOSTILE, "--yes"]],
    [["users", "rotate", HOSTILE]],
    [["users", "import", "users.csv"]],
    [["users", "import", "broken.json"]],
    [["users", "import", HOSTILE]],
    [["users", "export", "--format", HOSTILE]],
    [["explain", "--username", "meter-1", "--publish", HOSTILE]],
    [["explain", "--username", HOSTILE, "--publish", "a/b"]],
    [["explain", "--username", "meter-1", "--publish", "a/b", "--client-id", HOSTILE]],
    [["review", "plan.json"]],
    [["review", "plan.json", "--markdown"]],
    [["review", "keys.json"]],
    [["review", HOSTILE]],
    [["keys", "create", HOSTILE]],
    [["keys", "retire", HOSTILE]],
    [["settings", "cloudprnt", "--user", HOSTILE]],
    [["settings", "mosquitto-bridge", "--user", HOSTILE, "--endpoint", HOSTILE]],
    [["settings", "mosquitto-bridge", "--user", "meter-1", "--endpoint", HOSTILE]],
    [["subscribe", "--endpoint", HOSTILE, "--username", HOSTILE, "--topic", HOSTILE]],
    [["endpoint", "--stage", HOSTILE]],
    [["users", "list", "--config", HOSTILE]],
    [["users", "list", `--${HOSTILE}`]],
    [[HOSTILE]],
    [["local", "--port", HOSTILE]],
    [["local", "--assume", HOSTILE]],
  ])("%j", async (argv) => {
    for (const options of [{ terminal: false }, { terminal: false, env: { IOT_AUTH_DEBUG: "1" } }]) {
      const { code, stdout, stderr } = await runCli(argv, { cwd: project.folder, ...options });
      expectTame(stdout);
      expectTame(stderr);
      expect(stdout + stderr).not.toBe("");
      expect(code).not.toBe(70);
    }
    const json = await runCli([...argv, "--json"], { cwd: project.folder });
    expectTame(json.stdout);
    expectTame(json.stderr);
    if (json.stdout !== "") JSON.parse(json.stdout);
  });
});
