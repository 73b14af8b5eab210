import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const expiry = (sessionExpiryInterval: number) => ({ properties: { sessionExpiryInterval } });

describe("DISCONNECT", () => {
  test("closes the connection [MQTT-3.14.4-1], as CLIENT_INITIATED_DISCONNECT", async () => {
    const { connect, told } = testBroker();
    await (await connect("c")).disconnect();
    expect(told("disconnected")).toMatchObject([
      { clientId: "c", disconnectReason: "CLIENT_INITIATED_DISCONNECT", clientInitiated: true },
    ]);
  });

  test("can end a persistent session (DG: Ending a persistent session)", async () => {
    const { connect5, open } = testBroker();
    await (await connect5("c", expiry(100))).disconnect(expiry(0));
    const { sessionPresent } = await open().connect({ protocolVersion: 5, clientId: "c", clean: false });
    expect(sessionPresent).toBe(false);
  });

  test("can change how long a session is kept", async () => {
    const { connect5, open, clock } = testBroker();
    await (await connect5("c", expiry(100))).disconnect(expiry(200));
    clock.advance(199_000);
    const { sessionPresent } = await open().connect({ protocolVersion: 5, clientId: "c", clean: false });
    expect(sessionPresent).toBe(true);
  });

  test("cannot make a session persistent that ends with its connection [MQTT-3.14.2.2.2]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.send({ cmd: "disconnect", reasonCode: 0, ...expiry(1) });
    expect(await client.disconnectCode()).toBe(0x82);
  });

  test("with a property of another packet is malformed (2.2.2.2)", async () => {
    const { connect5, told } = testBroker();
    const client = await connect5("c");
    client.sendBytes(Buffer.of(0xe0, 7, 0, 5, 0x02, 0, 0, 0, 1));
    expect(await client.disconnectCode()).toBe(0x81);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_ERROR" }]);
  });
});
