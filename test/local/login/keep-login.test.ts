import type { Login } from "../../../local/login/authorizer-login";
import { keepLogin, type LoginHolder } from "../../../local/login/keep-login";
import { LoginRefusal } from "../../../local/login/login-request";
import { FakeClock } from "../fake-clock";

const loginOf = (refreshAfter: number, disconnectAfter: number, refresh: () => Promise<Login>): Login =>
  ({ refreshAfterInSeconds: refreshAfter, disconnectAfterInSeconds: disconnectAfter, refresh }) as Login;

function keep(login: Login, failedRefresh?: "keep") {
  const clock = new FakeClock();
  const told: string[] = [];
  const gone = new AbortController();
  const holder: LoginHolder = {
    onRefreshed: () => told.push(`refreshed ${(clock.now() - begin) / 1000}`),
    onRefreshFailed: ({ message }) => told.push(`failed ${(clock.now() - begin) / 1000}: ${message}`),
    onExpired: () => told.push(`expired ${(clock.now() - begin) / 1000}`),
  };
  const begin = clock.now();
  keepLogin(login, clock, gone.signal, holder, failedRefresh);
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 50) {
      clock.advance(1000 * Math.min(50, left));
      await new Promise(setImmediate);
    }
  };
  return { clock, told, gone, pass };
}

describe("a login that is kept", () => {
  it("is refreshed repeatedly, as each answer says, until it ends", async () => {
    const login = loginOf(300, 1000, async () => loginOf(350, 99_999, login.refresh));
    const { told, pass, clock } = keep(login);
    await pass(2000);
    expect(told).toEqual(["refreshed 300", "refreshed 650", "expired 1000"]);
    expect(clock.pending).toBe(0);
  });

  it("is not refreshed at the moment it ends", async () => {
    const { told, pass } = keep(loginOf(300, 300, () => Promise.reject(new Error("never asked"))));
    await pass(600);
    expect(told).toEqual(["expired 300"]);
  });

  it.each([
    ["refused", new LoginRefusal("not any more"), "failed 300: not any more"],
    ["impossible", new TypeError("broken"), "failed 300: the refresh failed: broken"],
  ])("ends when its refresh is %s", async (_, error, expected) => {
    const { told, pass, clock } = keep(loginOf(300, 86_400, () => Promise.reject(error)));
    await pass(1000);
    expect(told).toEqual([expected]);
    expect(clock.pending).toBe(0);
  });

  it("continues when its refresh fails with failedRefresh=keep, and is refreshed again after the same time", async () => {
    const answers = [new LoginRefusal("not now"), undefined, new TypeError("broken")];
    const login = loginOf(300, 1400, async () => {
      const answer = answers.shift();
      if (answer) throw answer;
      return login;
    });
    const { told, pass, clock } = keep(login, "keep");
    await pass(2000);
    const failures = [
      "failed 300: not now",
      "refreshed 600",
      "failed 900: the refresh failed: broken",
      "refreshed 1200",
    ];
    expect(told).toEqual([...failures, "expired 1400"]);
    expect(clock.pending).toBe(0);
  });

  it("has no timers left when the connection has ended", async () => {
    const { told, pass, gone, clock } = keep(loginOf(300, 600, async () => loginOf(300, 600, async () => never())));
    gone.abort();
    expect(clock.pending).toBe(0);
    await pass(1000);
    expect(told).toEqual([]);
  });

  it("ignores a refresh whose answer arrives too late", async () => {
    let answer: (login: Login) => void = () => {};
    const login = loginOf(300, 400, () => new Promise((resolve) => (answer = resolve)));
    const { told, pass, clock } = keep(login);
    await pass(500);
    answer(login);
    await pass(500);
    expect(told).toEqual(["expired 400"]);
    expect(clock.pending).toBe(0);
  });
});

function never(): Login {
  throw new Error("asked too often");
}
