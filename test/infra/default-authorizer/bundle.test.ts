import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { bundleDefaultAuthorizer } from "../../../infra/packaging/package-default-authorizer";
import { REPOSITORY } from "../../cli/helpers/project";

test("the bundled program has the same bytes from any working folder, and contains no path of this machine", async () => {
  const first = await bundleDefaultAuthorizer(REPOSITORY);
  const home = process.cwd();
  process.chdir(tmpdir());
  try {
    expect((await bundleDefaultAuthorizer(REPOSITORY)).equals(first)).toBe(true);
  } finally {
    process.chdir(home);
  }
  expect(first.includes(resolve(__dirname, "../../.."))).toBe(false);
});

test("the bundled program is smaller than 820 kB", async () => {
  expect((await bundleDefaultAuthorizer(REPOSITORY)).length).toBeLessThan(820_000);
});
