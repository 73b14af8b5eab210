import { Congestion } from "../../../local/broker/congestion";
import { FakeClock } from "./helpers/fake-clock";

function setUp() {
  const clock = new FakeClock();
  const congestion = new Congestion(clock, 1000);
  const waiting = jest.fn();
  congestion.wait(waiting);
  return { clock, congestion, waiting };
}

describe("Congestion", () => {
  test("lets everyone go on once the client has caught up", () => {
    const { clock, congestion, waiting } = setUp();
    congestion.wait(waiting);
    congestion.release();
    congestion.release();
    expect(waiting).toHaveBeenCalledTimes(2);
    expect(clock.pending).toBe(0);
  });

  test("waits for as long as the client takes in something now and then", () => {
    const { clock, congestion, waiting } = setUp();
    for (let count = 0; count < 10; count++) {
      clock.advance(900);
      congestion.progress();
    }
    expect(waiting).not.toHaveBeenCalled();
    expect(congestion.stalled).toBe(false);
  });

  test("gives up on a client that takes in nothing, until it does again", () => {
    const { clock, congestion, waiting } = setUp();
    clock.advance(1000);
    expect(waiting).toHaveBeenCalledTimes(1);
    expect(congestion.stalled).toBe(true);
    congestion.progress();
    expect(congestion.stalled).toBe(false);
  });
});
