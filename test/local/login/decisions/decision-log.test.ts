import type { DecisionEvent } from "../../../../local/login/decisions/decision-event";
import { DecisionLog, loggableUser } from "../../../../local/login/decisions/decision-log";
import { FakeClock } from "../../fake-clock";

const CLIENT = { connectionId: "c-1", transport: "mqtt", clientId: "printer-7", user: "printer-7" } as const;

describe("the decision log", () => {
  const events: DecisionEvent[] = [];
  const log = new DecisionLog(new FakeClock(), (event) => events.push(event));
  const lastEvent = () => events.at(-1);
  const line = (text: string) => log.functionLogged({ functionName: "f", stream: "stdout", line: text });

  it("adds the function's line to the decision on its connection, once", () => {
    line('{"connectionId":"c-2","reason":"other"}');
    line('{"connectionId":"c-1","reason":"wrong-password"}');
    log.login(CLIENT, "iot:Connect", false, "authorizer a answered isAuthenticated: false");
    expect(lastEvent()).toEqual({
      ...{ event: "decision", time: 1_800_000_000_000, ...CLIENT, action: "iot:Connect", resource: "printer-7" },
      ...{ allowed: false, reason: "authorizer a answered isAuthenticated: false" },
      authorizerLog: '{"connectionId":"c-1","reason":"wrong-password"}',
    });
    log.of(CLIENT)("iot:Publish", "a/b", true, "why");
    expect(lastEvent()).not.toHaveProperty("authorizerLog");
  });

  it("reports with the next decision of a connection how long its login waited, if that was long", () => {
    log.functionWaited("c-1", 99);
    log.of(CLIENT)("iot:Connect", "printer-7", true, "why");
    expect(lastEvent()).not.toHaveProperty("waitedMilliseconds");
    log.functionWaited("c-1", 2345.6);
    log.functionWaited("c-2", 500);
    log.of(CLIENT)("iot:Connect", "printer-7", true, "why");
    expect(lastEvent()).toMatchObject({ action: "iot:Connect", waitedMilliseconds: 2346 });
    log.of(CLIENT)("iot:Publish", "a/b", true, "why");
    expect(lastEvent()).not.toHaveProperty("waitedMilliseconds");
  });

  it("requests a counter for repetitions after an allowed action was reported, but not after a refusal or a login", () => {
    const asked: (readonly [DecisionEvent, number])[] = [];
    const repetition = { again: () => true };
    const counting = new DecisionLog(
      new FakeClock(),
      (event) => events.push(event),
      (event, now) => {
        asked.push([event, now()]);
        return repetition;
      },
    );
    expect(counting.of(CLIENT)("iot:Publish", "a/b", false, "nothing allows it")).toBeUndefined();
    counting.login(CLIENT, "iot:Refresh", true, "the authorizer was asked again");
    expect(asked).toEqual([]);
    expect(counting.of(CLIENT)("iot:Publish", "a/b", true, "why")).toBe(repetition);
    expect(asked).toEqual([[lastEvent(), 1_800_000_000_000]]);
    expect(log.of(CLIENT)("iot:Publish", "a/b", true, "why")).toBeUndefined();
  });

  it("ignores lines that name no connection", () => {
    for (const text of ["hello", "{", '{"connectionId":7}', "null", "{}"]) line(text);
    log.of(CLIENT)("iot:Subscribe", "a/#", false, "nothing allows it");
    expect(lastEvent()).toMatchObject({ action: "iot:Subscribe", resource: "a/#", reason: "nothing allows it" });
    expect(lastEvent()).not.toHaveProperty("authorizerLog");
  });

  it("names a user only if the text can be a user name", () => {
    expect(loggableUser("printer-7?token=x")).toEqual({ user: "printer-7" });
    expect(loggableUser("my secret!")).toEqual({});
    expect(loggableUser(undefined)).toEqual({});
  });
});
