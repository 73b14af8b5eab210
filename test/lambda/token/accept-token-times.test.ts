import { timesWithin } from "../../../lambda/token/accept-token";
import { CLAIMS, NOW } from "./make-token";

const group = { disconnectAfterInSeconds: 7200, refreshAfterInSeconds: 900 };
const within = (seconds: number, milliseconds = 0) =>
  timesWithin({ ...CLAIMS, exp: NOW / 1000 + seconds }, group, NOW + milliseconds);

describe("timesWithin", () => {
  it.each([
    ["leaves a group's times alone under a token that lasts longer", 7200, 7200, 900],
    ["ends a connection with its token", 7199, 7199, 900],
    ["asks again no later than the token's end", 899, 899, 899],
    ["never goes below the 300 seconds that AWS allows", 299, 300, 300],
    ["never goes below them, even in a token's last second", 1, 300, 300],
  ])("%s", (_, seconds, disconnectAfterInSeconds, refreshAfterInSeconds) => {
    expect(within(seconds)).toEqual({ disconnectAfterInSeconds, refreshAfterInSeconds });
  });

  it("rounds so that no connection outlives its token by a part of a second", () => {
    expect(within(1000, 1).disconnectAfterInSeconds).toBe(999);
    expect(within(1000.9, 0).disconnectAfterInSeconds).toBe(1000);
    expect(within(1000.5, 600).disconnectAfterInSeconds).toBe(999);
  });
});
