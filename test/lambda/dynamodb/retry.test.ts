import { LIMITS } from "../../../lambda/contract";
import { retry, TOTAL_MILLISECONDS, TRY_MILLISECONDS } from "../../../lambda/dynamodb/retry";
import { StoreError } from "../../../lambda/dynamodb/store-error";

describe("retry", () => {
  it("leaves half of AWS IoT Core's 5 seconds for the rest of a login", () => {
    expect(TOTAL_MILLISECONDS).toBeLessThanOrEqual((LIMITS.functionTimeoutSeconds * 1000) / 2);
    expect(TRY_MILLISECONDS * 2).toBeLessThan(TOTAL_MILLISECONDS);
  });

  it("repeats the attempt until it succeeds", async () => {
    const attempt = jest
      .fn<Promise<string>, [AbortSignal]>()
      .mockRejectedValueOnce(new StoreError("ThrottlingException", true))
      .mockRejectedValueOnce(new StoreError("HTTP 500", true))
      .mockResolvedValue("done");
    expect(await retry(attempt)).toBe("done");
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it.each([new StoreError("AccessDeniedException", false), new RangeError("a mistake")])(
    "does not retry after %s",
    async (error) => {
      const attempt = jest.fn(() => Promise.reject(error));
      await expect(retry(attempt)).rejects.toBe(error);
      expect(attempt).toHaveBeenCalledTimes(1);
    },
  );

  it.each([
    ["longest", 1, [50, 100, 200, 250, 250]],
    ["middling", 0.5, [25, 50, 100, 125, 125]],
  ])("uses nearly all of its time, with pauses that grow up to a limit: the %s ones", async (_, random, pauses) => {
    jest.useFakeTimers({ doNotFake: ["queueMicrotask"] });
    jest.spyOn(Math, "random").mockReturnValue(random);
    try {
      const times: number[] = [];
      const failing = retry(() => {
        times.push(performance.now());
        return Promise.reject(new StoreError(`number ${times.length}`, true));
      }).catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(TOTAL_MILLISECONDS);
      expect(await failing).toMatchObject({ code: `number ${times.length}` });
      const made = times.slice(1).map((time, i) => Math.round(time - (times[i] ?? 0)));
      expect(made.slice(0, pauses.length)).toEqual(pauses);
      expect(Math.max(...made)).toBe(pauses.at(-1));
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(TOTAL_MILLISECONDS - 60);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(TOTAL_MILLISECONDS);
    } finally {
      jest.useRealTimers();
      jest.restoreAllMocks();
    }
  });
});
