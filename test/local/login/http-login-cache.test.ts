import type { Login } from "../../../local/login/authorizer-login";
import { HttpLoginCache } from "../../../local/login/http-login-cache";
import { FakeClock } from "../fake-clock";

const requestOf = (headers: Record<string, string> = {}, queryString = "?qos=1") => ({
  connectionId: "1",
  http: { headers: { authorization: "good", ...headers }, queryString },
});

function cacheOf(enableCachingForHttp: boolean) {
  const clock = new FakeClock();
  const cache = new HttpLoginCache(clock);
  let asked = 0;
  const login = { authorizer: { enableCachingForHttp }, refreshAfterInSeconds: 300 } as Login;
  const get = async (request = requestOf()) => {
    await cache.get(request, async () => {
      asked++;
      return login;
    });
    return asked;
  };
  return { clock, get };
}

describe("the login of an HTTP connection", () => {
  it("is decided at every request if the authorizer does not allow caching", async () => {
    const { get } = cacheOf(false);
    expect([await get(), await get()]).toEqual([1, 2]);
  });

  it("is remembered for refreshAfterInSeconds if it does", async () => {
    const { get, clock } = cacheOf(true);
    expect([await get(), await get(requestOf({ "Content-Length": "7" }, "?qos=0&retain=true"))]).toEqual([1, 1]);
    clock.advance(299_000);
    expect(await get()).toBe(1);
    clock.advance(1_000);
    expect(await get()).toBe(2);
  });

  it.each([
    ["credentials", requestOf({ authorization: "bad" })],
    ["header", requestOf({ "x-own": "1" })],
    ["parameter", requestOf({}, "?qos=1&token=2")],
  ])("is decided again with another %s", async (_, other) => {
    const { get } = cacheOf(true);
    await get();
    expect(await get(other)).toBe(2);
  });
});
