import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { bundleDefaultAuthorizerProgram } from "../../../infra/default-authorizer/bundle";

test("gives the same bytes every time, from any working folder, and names no folder of this machine", async () => {
  const first = await bundleDefaultAuthorizerProgram();
  const home = process.cwd();
  process.chdir(tmpdir());
  try {
    expect((await bundleDefaultAuthorizerProgram()).equals(first)).toBe(true);
  } finally {
    process.chdir(home);
  }
  expect(first.includes(resolve(__dirname, "../../.."))).toBe(false);
});

test("stays below 820 kB", async () => {
  expect((await bundleDefaultAuthorizerProgram()).length).toBeLessThan(820_000);
});
