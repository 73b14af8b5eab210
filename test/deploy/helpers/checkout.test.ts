import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../helpers/run";
import { type Checkout, makeCheckout } from "./checkout";

const settings = (groups: string): string => `name: "fleet", region: "eu-central-1", groups: { ${groups} }`;

describe("A checkout's synthesis", () => {
  const checkouts: Checkout[] = [];
  afterAll(() => Promise.all(checkouts.map((checkout) => checkout.remove())));

  const checkoutOf = async (groups: string): Promise<Checkout> => {
    const checkout = await makeCheckout(settings(groups));
    checkouts.push(checkout);
    return checkout;
  };
  /** Contents of all files of a stack, by name. */
  const filesOf = async (checkout: Checkout) => {
    const folder = checkout.stackFolder("fleet");
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const contents = names.map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), "hex")]);
    return Object.fromEntries(await Promise.all(contents));
  };

  it("writes the same files as `npm run synth` when it runs again with another configuration", async () => {
    const again = await checkoutOf("sensors: device()");
    await again.synth();
    await again.configure(settings("printers: cloudPrnt.printer()"));
    await again.synth();

    const once = await checkoutOf("printers: cloudPrnt.printer()");
    const { code, output } = await run(process.execPath, ["--import", "tsx", "main.ts"], { cwd: once.folder });

    expect(code === 0 ? "" : output).toBe("");
    expect(await filesOf(again)).toEqual(await filesOf(once));
  });

  it("fails with the synthesis's message about a mistake in the configuration", async () => {
    const checkout = await checkoutOf("sensors: devise()");

    await expect(checkout.synth()).rejects.toThrow("devise");
  });
});
