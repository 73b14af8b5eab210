import { effectiveKeepAlive, KeepAlive } from "../../../../local/broker/connection/keep-alive";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { FakeClock } from "../../fake-clock";
import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

test("effectiveKeepAlive returns AWS's keep-alive (GR: Connection inactivity)", () => {
  const effective = [0, 1, 29, 30, 60, 1200, 1201, 65_535].map((asked) => effectiveKeepAlive(asked, DEFAULT_LIMITS));
  expect(effective).toEqual([1200, 30, 30, 30, 60, 1200, 1200, 1200]);
});

describe("KeepAlive", () => {
  test("notices one and a half times the keep-alive of silence, counted from the last packet [MQTT-3.1.2-22]", () => {
    const clock = new FakeClock();
    const onSilence = jest.fn();
    const keepAlive = new KeepAlive(clock, 60, () => false, onSilence);
    clock.advance(80_000);
    keepAlive.heard();
    clock.advance(89_999);
    expect(onSilence).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  test("does not count the time in which the broker does not read", () => {
    const clock = new FakeClock();
    const onSilence = jest.fn();
    let deaf = true;
    const keepAlive = new KeepAlive(clock, 60, () => deaf, onSilence);
    clock.advance(500_000);
    expect(onSilence).not.toHaveBeenCalled();
    deaf = false;
    clock.advance(90_000);
    expect(onSilence).toHaveBeenCalledTimes(1);
    keepAlive.stop();
  });

  test("stops when it is told to", () => {
    const clock = new FakeClock();
    const onSilence = jest.fn();
    new KeepAlive(clock, 60, () => false, onSilence).stop();
    clock.advance(1_000_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});

describe("a silent client", () => {
  test("gets DISCONNECT 0x8D and ends as MQTT_KEEP_ALIVE_TIMEOUT", async () => {
    const { connect5, wallClock, told } = testBroker();
    const client = await connect5("c", { keepalive: 60 });
    wallClock.advance(90_000);
    expect(await client.disconnectCode()).toBe(0x8d);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "MQTT_KEEP_ALIVE_TIMEOUT" }]);
  });

  test("is not silent if it pings", async () => {
    const { connect, wallClock } = testBroker();
    const client = await connect("c", { keepalive: 60 });
    for (let count = 0; count < 5; count++) {
      wallClock.advance(80_000);
      await client.expectNothing();
    }
  });

  test("is cut off by the wall clock, however fast AWS's time passes", async () => {
    const { connect, clock } = testBroker();
    const client = await connect("c", { keepalive: 60 });
    clock.advance(1_000_000);
    await client.expectNothing();
  });
});
