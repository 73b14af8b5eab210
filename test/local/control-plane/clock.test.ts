import { scaledClock, systemClock } from "../../../local/clock";

test("The system's clock is the computer's", () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
});

test("A scaled clock runs faster, and so do its actions", async () => {
  const clock = scaledClock(1_000);
  const begin = clock.now();
  const realBegin = Date.now();

  await new Promise<void>((resolve) => {
    clock.after(30_000, resolve);
  });

  expect(clock.now() - begin).toBeGreaterThanOrEqual(29_000);
  expect(Date.now() - realBegin).toBeLessThan(5_000);
});

test("A cancelled action does not run", async () => {
  const clock = scaledClock(1_000);
  const ran: string[] = [];

  const cancel = clock.after(5_000, () => ran.push("first"));
  cancel();
  await new Promise<void>((resolve) => {
    clock.after(10_000, resolve);
  });

  expect(ran).toEqual([]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("A clock cannot run %p times as fast", (factor) => {
  expect(() => scaledClock(factor)).toThrow(new RangeError(`factor must be a positive number, got: ${factor}`));
});
