import { InvalidArgumentError } from "commander";
import { parseConcurrency } from "../../../cli/local/parse-options";

it.each(["1", "64", "1000"])("--max-concurrency may be %s", (text) => {
  expect(parseConcurrency(text)).toBe(Number(text));
});

it.each(["0", "1001", "-1", "1.5", "", "two"])("--max-concurrency must not be %j", (text) => {
  expect(() => parseConcurrency(text)).toThrow(InvalidArgumentError);
});
