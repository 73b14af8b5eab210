import { CallerHistory, callerOf, Rank } from "../../../local/authorizer/caller-history";

const mqtt = (username?: string, clientId?: string, password?: string) => ({
  protocolData: { mqtt: { username, clientId, password } },
  connectionMetadata: { id: Math.random().toString() },
});

describe("A caller", () => {
  test.each([
    ["the user name and client id", mqtt("a", "b"), mqtt("a", "b")],
    ["the user name without its parameters", mqtt("a?x=1", "b"), mqtt("a?x=2", "b")],
    ["the client id where there is no user name", mqtt(undefined, "b"), mqtt(undefined, "b")],
    ["no password", mqtt("a", "b", "c"), mqtt("a", "b", "d")],
    ["all that stays the same where there is neither", { ...mqtt(), token: "t" }, { ...mqtt(), token: "t" }],
    ["an event of any form", ["text"], ["text"]],
  ])("is identified by %s", (_, one, other) => {
    expect(callerOf(one)).toEqual(callerOf(other));
  });

  test.each([
    ["user names", mqtt("a", "c"), mqtt("b", "c")],
    ["client ids", mqtt("a", "b"), mqtt("a", "c")],
    ["tokens", { ...mqtt(), token: "t" }, { ...mqtt(), token: "u" }],
    ["a client id and a user name that are alike", mqtt("a"), mqtt(undefined, "a")],
  ])("is another caller with different %s", (_, one, other) => {
    expect(callerOf(one).name).not.toBe(callerOf(other).name);
  });

  test.each([
    ["user names that differ in digits only", mqtt("a-1", "x"), mqtt("a-22", "y"), true],
    ["client ids that do, without a user name", mqtt(undefined, "a-1"), mqtt(undefined, "a-2"), true],
    ["other user names", mqtt("a-1"), mqtt("b-1"), false],
  ])("has the same kind or not: %s", (_, one, other, same) => {
    expect(callerOf(one).kind === callerOf(other).kind).toBe(same);
  });
});

describe("The history of callers", () => {
  const [first, second, other] = [callerOf(mqtt("a-1")), callerOf(mqtt("a-2")), callerOf(mqtt("b"))];

  test("ranks callers whose last call was answered first, and callers whose last call was not answered last", () => {
    const history = new CallerHistory();
    expect(history.rank(first)).toBe(Rank.Unknown);
    history.ended(first, false);
    expect([history.rank(first), history.rank(second), history.isQuiet]).toEqual([Rank.Answered, Rank.Unknown, true]);
    history.ended(first, true);
    expect([history.rank(first), history.rank(second), history.isQuiet]).toEqual([Rank.Hanging, Rank.Unknown, false]);
    history.ended(first, false);
    expect([history.rank(first), history.isQuiet]).toEqual([Rank.Answered, true]);
  });

  test("ranks a caller and its kind behind others while one of its calls takes long", () => {
    const history = new CallerHistory();
    const calls = [history.begin(first), history.begin(first)];
    for (const call of calls) {
      expect([first, second, other].map((each) => history.rank(each))).toEqual([
        Rank.Hanging,
        Rank.Alike,
        Rank.Unknown,
      ]);
      expect([history.isSlow, history.isQuiet]).toEqual([true, false]);
      call.end();
    }
    expect([first, second].map((each) => history.rank(each))).toEqual([Rank.Unknown, Rank.Unknown]);
    expect([history.isSlow, history.isQuiet]).toEqual([false, true]);
  });

  test("does not rank a caller behind others for its kind if its own last call was answered", () => {
    const history = new CallerHistory();
    history.ended(second, false);
    history.begin(first);
    expect(history.rank(second)).toBe(Rank.Answered);
  });

  test("is bounded: of 10,001 callers the least recently used is dropped", () => {
    const history = new CallerHistory();
    history.ended(first, true);
    for (let number = 0; number < 9_999; number++) history.ended(callerOf(mqtt(`other-${number}`)), false);
    expect(history.isQuiet).toBe(false);
    history.ended(other, false);
    expect([history.rank(first), history.isQuiet]).toEqual([Rank.Unknown, true]);
  });
});
