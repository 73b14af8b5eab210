import { logDecision } from "../../lambda/log";

let log: jest.SpyInstance;
beforeEach(() => {
  log = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => log.mockRestore());

function logged(event: unknown): Record<string, unknown> {
  logDecision(event, performance.now(), { outcome: "refused", reason: "no-credentials" });
  expect(log).toHaveBeenCalledTimes(1);
  return JSON.parse(log.mock.calls[0][0]);
}

describe("logDecision", () => {
  it("writes outcome, user, group, client id, connection id and duration in one line of JSON", () => {
    logDecision(
      {
        protocolData: { mqtt: { username: "u", password: "cA==", clientId: "c" } },
        connectionMetadata: { id: "uuid" },
      },
      performance.now() - 12,
      { outcome: "allowed", user: "dev1", group: "printers" },
    );
    const line = log.mock.calls[0][0];
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      event: "decision",
      outcome: "allowed",
      user: "dev1",
      group: "printers",
      clientId: "c",
      connectionId: "uuid",
      milliseconds: expect.any(Number),
    });
    const { milliseconds } = JSON.parse(line);
    expect(milliseconds).toBeGreaterThanOrEqual(12);
    expect(milliseconds).toBe(Math.round(milliseconds * 10) / 10);
  });

  it("logs the time since the event arrived, in tenths of milliseconds", () => {
    const now = jest.spyOn(performance, "now").mockReturnValue(5_012.26);
    logDecision({}, 5_000, { outcome: "allowed", user: "dev1", group: "printers" });
    now.mockRestore();
    expect(JSON.parse(log.mock.calls[0][0]).milliseconds).toBe(12.3);
  });

  it("writes nothing else of what the client sent: no user name as typed, password, token, header or query", () => {
    const line = logged({
      token: "hush",
      protocolData: {
        http: { headers: { authorization: "hush" }, queryString: "?token=hush" },
        mqtt: { username: "hush", password: "hush", clientId: "c" },
      },
      connectionMetadata: { id: "uuid", extra: "hush" },
    });
    expect(line).toMatchObject({ clientId: "c", connectionId: "uuid" });
    expect(JSON.stringify(line)).not.toContain("hush");
  });

  it("cuts ids off at 128 characters", () => {
    const long = "x".repeat(1000);
    const line = logged({ protocolData: { mqtt: { clientId: long } }, connectionMetadata: { id: long } });
    expect([line.clientId, line.connectionId]).toEqual([long.slice(0, 128), long.slice(0, 128)]);
  });

  it("escapes line ends in a client id", () => {
    logged({ protocolData: { mqtt: { clientId: 'a\n{"event":"decision","outcome":"allowed"}' } } });
    expect(log.mock.calls[0][0]).not.toContain("\n");
  });

  it.each([
    undefined,
    null,
    7,
    "text",
    [],
    { protocolData: null, connectionMetadata: null },
    { protocolData: { mqtt: null }, connectionMetadata: { id: 7 } },
    { protocolData: { mqtt: { clientId: { a: 1 } } }, connectionMetadata: "x" },
    { protocolData: { mqtt: { clientId: "" } }, connectionMetadata: { id: "" } },
  ])("leaves out ids that are missing or not text: %j", (event) => {
    expect(Object.keys(logged(event)).sort()).toEqual(["event", "milliseconds", "outcome", "reason"]);
  });

  it("adds the function's metrics to the line if a namespace is given", () => {
    process.env.AWS_LAMBDA_FUNCTION_NAME = "fleet";
    try {
      logDecision({}, performance.now(), { outcome: "refused", reason: "no-credentials" }, "IotAuth");
    } finally {
      delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    }
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0][0]).not.toContain("\n");
    expect(JSON.parse(log.mock.calls[0][0])).toMatchObject({
      event: "decision",
      outcome: "refused",
      reason: "no-credentials",
      milliseconds: expect.any(Number),
      FunctionName: "fleet",
      Allowed: 0,
      Refused: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: "IotAuth" }, { Namespace: "IotAuth" }] },
    });
  });

  it("adds no metrics without a namespace", () => {
    expect(Object.keys(logged({}))).toEqual(["event", "outcome", "reason", "milliseconds"]);
  });
});
