import { zip } from "../../../infra/packaging/zip";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { connect } from "./connect";

/** A handler that harms its own process in a way that depends on the client id. */
const HOSTILE = allowing(`
  const { clientId } = event.protocolData.mqtt;
  if (clientId === "hang") await new Promise(() => setInterval(() => {}, 1000));
  if (clientId === "loop") for (;;);
  if (clientId === "exit") process.exit(1);
  if (clientId === "eat") { const eaten = []; for (;;) eaten.push(new Array(1e6).fill(7.5)); }
  if (clientId === "late") setTimeout(() => { throw new Error("late"); }, 10);`);

describe("a hostile function", () => {
  let standIn: CustomStandIn;
  beforeAll(async () => {
    standIn = await startWithHandler(HOSTILE);
    standIn.core.load({
      stackName: "custom",
      function: { zip: await zip({ "index.js": Buffer.from(HOSTILE) }), handler: "index.handler", timeout: 1 },
      authorizer: { name: "custom", signingDisabled: true },
      setAsDefault: true,
    });
  });
  afterAll(() => standIn?.close());

  it.each([
    ["hang", /Sandbox\.Timedout/],
    ["loop", /Sandbox\.Timedout/],
    ["exit", /Runtime\.ExitError/],
    ["eat", /Runtime\.|Sandbox\./],
  ])("affects only the client that it was called for (%s)", async (clientId, reason) => {
    const victim = connect(standIn.core, { clientId }).catch((error: unknown) => error);
    const others = await Promise.all(["a", "b", "c"].map((name) => connect(standIn.core, { clientId: name })));
    expect(others.map((client) => client.connected)).toEqual([true, true, true]);
    expect(await victim).toMatchObject({ code: 135 });
    const refused = await standIn.seen((event) => event.event === "decision" && event.clientId === clientId);
    expect(refused).toMatchObject({ allowed: false, reason: expect.stringMatching(reason) });
    for (const client of others) client.end(true);
  });

  it("that throws after its answer does not undo the login", async () => {
    const client = await connect(standIn.core, { clientId: "late" });
    const next = await connect(standIn.core, { clientId: "next" });
    expect([client.connected, next.connected]).toEqual([true, true]);
    for (const one of [client, next]) one.end(true);
  });
});
