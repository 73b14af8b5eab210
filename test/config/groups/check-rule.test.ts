import { checkClientIdRule, checkPublishRule, checkSubscribeRule } from "../../../config/groups/check-rule";

/** Returns a finding's rule and remedy as one line. */
const said = (finding: { must: string; remedy: string } | undefined): string | undefined =>
  finding && `must ${finding.must}. ${finding.remedy}`;

const DOLLAR_BRACE = `\${`;
const CHARACTERS =
  `must hold none of * ? ${DOLLAR_BRACE} %{ and no control characters. ` +
  "Write MQTT's own wildcards, {username} and {clientId}; they are translated.";

describe("a rule to publish", () => {
  it.each([
    "a",
    "a/b",
    "a/#",
    "/a",
    "a//b",
    "telemetry/{username}/{clientId}/#",
    "$aws/things/{username}/shadow/update",
    "$aws/rules/log/a/b/c/d/e/f/g/h",
    "a b/ü",
    "a/b/c/d/e/f/g/h",
    "x".repeat(256),
    "cost/$5/100%",
  ])("may be %j", (rule) => {
    expect(checkPublishRule(rule)).toBeUndefined();
  });

  it("may not contain +, and the message suggests a rule", () => {
    const must =
      "must not hold + in a topic to publish to, which an IoT policy cannot express exactly (its * crosses /).";
    expect(said(checkPublishRule("plant/+/state"))).toBe(
      `${must} List the topics one by one, use {username} or {clientId} for that level, or allow everything below with "plant/#".`,
    );
    expect(said(checkPublishRule("plant/hall/+/+"))).toContain('"plant/hall/#"');
    expect(said(checkPublishRule("plant/a+b"))).toContain('"plant/#"');
    expect(said(checkPublishRule("+/state"))).toBe(
      `${must} List the topics one by one, or use {username} or {clientId} for that level.`,
    );
  });

  it("suggests instead of + only valid rules", () => {
    for (const rule of ["plant/+/state", "a/b/+", "/+/a", "$aws/+/x"]) {
      const [, offer = ""] = /with "(.+)"\.$/.exec(checkPublishRule(rule)?.remedy ?? "") ?? [];
      expect(checkPublishRule(offer)).toBeUndefined();
    }
  });

  it.each(["$share/workers/jobs", "$share", "$share/"])("may not be shared: %j", (rule) => {
    expect(said(checkPublishRule(rule))).toBe(
      "must be a topic, which $share is not. Only a subscription can be shared; name the topic itself.",
    );
  });
});

describe("a rule to subscribe", () => {
  it.each([
    "a",
    "a/#",
    "+/a",
    "a/+/b",
    "+/#",
    "$share/workers/jobs/#",
    "$share/{username}/a",
    "$aws/things/x/jobs/notify",
  ])("may be %j", (rule) => {
    expect(checkSubscribeRule(rule)).toBeUndefined();
  });

  it.each(["a+/b", "a/+b", "a/b+c/d"])("may not hold + in part of a level: %j", (rule) => {
    expect(said(checkSubscribeRule(rule))).toBe(
      'must hold + only as a whole level. Write it like "telemetry/+/state" (MQTT 4.7.1.3).',
    );
  });

  it.each([
    "$share",
    "$share/",
    "$share/workers",
    "$share/workers/",
    "$share//jobs",
    "$share/+/jobs",
    "$share/a#/jobs",
  ])("must be a whole shared subscription if it is one: %j", (rule) => {
    expect(said(checkSubscribeRule(rule))).toBe(
      'must name the share, without + or #, and the filter, if it is a shared subscription. Write it like "$share/workers/jobs/#" (MQTT 5, 4.8.2).',
    );
  });

  it.each(["#", "$share/workers/#"])("may not cover every topic, reserved ones among them: %j", (rule) => {
    expect(said(checkSubscribeRule(rule))).toBe(
      'must name its first level. A lone # would let an IoT policy cover the reserved topics beginning with $ as well; write "factory/#".',
    );
  });

  it("counts neither the levels of a share nor those of a basic ingest rule", () => {
    expect(checkSubscribeRule("$share/workers/a/b/c/d/e/f/g/h")).toBeUndefined();
    expect(said(checkSubscribeRule("$share/workers/a/b/c/d/e/f/g/h/i"))).toBe(
      "must have at most 7 slashes. AWS IoT Core accepts no deeper topic.",
    );
  });
});

describe.each([
  ["to publish", checkPublishRule],
  ["to subscribe", checkSubscribeRule],
])("any rule %s", (_, check) => {
  it("may not be empty", () => {
    expect(said(check(""))).toBe('must not be empty. Write it like "telemetry/{username}/#".');
  });

  it.each(["a/#/b", "a#", "a/b#", "#/a"])("may not hold # but as its last level: %j", (rule) => {
    expect(said(check(rule))).toBe(
      'must hold # only as its whole last level. Write it like "telemetry/#" (MQTT 4.7.1.2).',
    );
  });

  it.each(["a/*", "*", "a?", `a/${DOLLAR_BRACE}iot:ClientId}`, "a/%{username}", "a\n", "a\0b"])(
    "may not hold what a policy or Terraform would read as more than text: %j",
    (rule) => {
      expect(said(check(rule))).toBe(CHARACTERS);
    },
  );

  it.each([
    ["{user}", "user", 'Known: "username", "clientId", "thingName".'],
    ["{userName}", "userName", 'Did you mean "username"? Known: "username", "clientId", "thingName".'],
    ["a/{clientID}/#", "clientID", 'Did you mean "clientId"? Known: "username", "clientId", "thingName".'],
    ["a/{}", "", 'Known: "username", "clientId", "thingName".'],
  ])("may not contain an unknown placeholder: %j", (rule, word, rest) => {
    const suggestion = rest.replace(/^Known/, word === "user" ? 'Did you mean "username"? Known' : "Known");
    expect(said(check(rule))).toBe(`must hold no unknown placeholder {${word}}. ${suggestion}`);
  });

  it.each(["a/{username", "a/username}", "{{username}}", "}{"])("may not hold a brace too many: %j", (rule) => {
    expect(said(check(rule))).toBe(
      "must hold { and } only around a placeholder. The placeholders are {username}, {clientId} and {thingName}.",
    );
  });

  it("may have 7 slashes and not 8", () => {
    expect(check("a/b/c/d/e/f/g/h")).toBeUndefined();
    expect(said(check("a/b/c/d/e/f/g/h/i"))).toBe("must have at most 7 slashes. AWS IoT Core accepts no deeper topic.");
  });

  it("may have 256 bytes and not 257, with the shortest names filled in", () => {
    expect(check(`${"ü".repeat(127)}/{username}`)).toBeUndefined();
    expect(said(check(`${"ü".repeat(127)}/x{username}`))).toBe(
      "must be at most 256 bytes. AWS IoT Core accepts no longer topic.",
    );
  });
});

describe("a rule for client ids", () => {
  it.each(["a", "{username}", "{username}-*", "gateway-*", "{clientId}", "a b", "ü*", "x".repeat(128)])(
    "may be %j",
    (rule) => {
      expect(checkClientIdRule(rule)).toBeUndefined();
    },
  );

  it.each(["", "*"])("may not be %j, which is no rule at all", (rule) => {
    expect(said(checkClientIdRule(rule))).toBe(
      'must not be empty or a lone *. Name the client ids, or how they begin: "gateway-*", "{username}".',
    );
  });

  it.each(["a**", "*a", "a*b", "a?", "a+", "a#", "a/b", "$a", `a${DOLLAR_BRACE}username}`, "%{username}", "a\n"])(
    "may not hold what no client id may: %j",
    (rule) => {
      expect(said(checkClientIdRule(rule))).toBe(
        "must hold none of * ? + # / $ %{, except one * at the end. Client ids with those characters are refused at login.",
      );
    },
  );

  it.each(["a-{clientId}", "{clientId}*", "{clientId}{clientId}", "{username}{clientId}"])(
    "may not be %j, which no client id could ever match as it seems to",
    (rule) => {
      expect(said(checkClientIdRule(rule))).toBe(
        'must not mix {clientId} with anything else. It stands for any client id that the client sends: alone it allows every client id, and "gateway-*" some.',
      );
    },
  );

  it("may not contain a misspelt placeholder", () => {
    expect(said(checkClientIdRule("{usernam}"))).toBe(
      'must hold no unknown placeholder {usernam}. Did you mean "username"? Known: "username", "clientId", "thingName".',
    );
    expect(said(checkClientIdRule("{username"))).toContain("must hold { and } only around a placeholder");
  });

  it("may have 128 bytes and not 129, with the shortest names filled in", () => {
    expect(checkClientIdRule(`${"x".repeat(127)}{username}`)).toBeUndefined();
    expect(said(checkClientIdRule(`${"x".repeat(128)}{username}`))).toBe(
      "must be at most 128 bytes. AWS IoT Core accepts no longer client id.",
    );
  });
});
