import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { cloudPrnt } from "../../config/groups/cloud-prnt";
import { device } from "../../config/groups/device";
import { mqtt5Sample } from "../../config/groups/mqtt5-sample";
import { stackSchema } from "../../config/schema/config-schema";
import { resolveConfig } from "../../config/stages/resolve-config";
import { createVerification } from "../../identity/certificates/issue";
import { parseUsers } from "../../identity/users/file/parse-users";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../identity/users/secret";
import { userSchema } from "../../identity/users/users-schema";
import { loadStack } from "../../infra/synthesis/load-stack";
import { configurationDocs, documentedSettings } from "../../scripts/configuration-docs";
import { describeSettings } from "../../scripts/configuration-docs/describe-settings";
import { placedExample } from "../../scripts/configuration-docs/setting-examples";
import { authority, deviceOf } from "../identity/certificates/made";
import { keyPair } from "../identity/tokens/key-pair";

const ROOT = join(__dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "configuration.md"), "utf8");
const SETTINGS = documentedSettings(ROOT);

/**
 * Returns the keys of every object inside a JSON Schema. The page is written from the zod schema, so this is a second
 * way.
 */
function keysOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties } = node as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(keysOf)];
}

describe("docs/configuration.md", () => {
  it("has the settings of the schema and their docstrings; if not, run: npm run docs", () => {
    expect(PAGE).toBe(configurationDocs(ROOT));
  });

  it("has every key of the schema, nested ones too", () => {
    const keys = new Set(keysOf(z.toJSONSchema(stackSchema, { io: "input" })));
    const headings = [...PAGE.matchAll(/^## `(.+)`$/gm)].map(([, path = ""]) => path.split(".").at(-1));

    expect(keys.size).toBeGreaterThan(30);
    expect([...keys].filter((key) => !headings.includes(key))).toEqual([]);
  });

  it("has no heading twice, and links to each from the table at the top", () => {
    const headings = [...PAGE.matchAll(/^## `(.+)`$/gm)].map(([, path]) => path);
    const rows = [...PAGE.matchAll(/^\| \[`(.+?)`\]\(#(.+?)\)/gm)];

    expect(new Set(headings).size).toBe(headings.length);
    expect(rows.map(([, path]) => path)).toEqual(headings);
    expect(rows.map(([, , anchor]) => anchor)).toEqual(
      rows.map(([, path]) => path?.toLowerCase().replace(/[.<>]/g, "")),
    );
  });

  it("finds a docstring with a summary for every setting", () => {
    expect(SETTINGS.filter(({ docstring }) => !docstring?.summary).map(({ path }) => path)).toEqual([]);
  });
});

describe("the docstrings", () => {
  it("have the default of the schema, if it is a boolean, a number or a string", () => {
    const told = SETTINGS.filter((setting) => ["boolean", "number", "string"].includes(typeof setting.default));

    expect(told.length).toBeGreaterThan(8);
    for (const { path, default: value, docstring } of told) {
      const word = docstring?.tags.default?.split(" (")[0];
      expect(`${path}: ${word}`).toBe(`${path}: ${JSON.stringify(value)}`);
    }
  });

  it("are read to their end, also after an @ in code", () => {
    const broken = SETTINGS.filter(({ docstring }) => ((docstring?.summary ?? "").split("`").length - 1) % 2 === 1);
    expect(broken.map(({ path }) => path)).toEqual([]);
  });

  it("have no default for a required setting", () => {
    const promised = SETTINGS.filter(({ required, docstring }) => required && docstring?.tags.default);
    expect(promised.map(({ path }) => path)).toEqual([]);
  });
});

/** Examples of the page, each with the setting in whose section it is. */
const EXAMPLES = [...PAGE.matchAll(/^## `([^`]+)`$[\s\S]*?^- Example: `(.+)`$/gm)].map(([, path = "", text = ""]) => ({
  path,
  text,
}));

/** The certificate authority that examples with a device's certificate need. */
const FACTORY = { authorities: { factory: { certificate: "certificates/factory-ca.pem" } } };

/** Makes the certificate files that the examples name. @returns texts by file name */
async function certificateFiles(): Promise<Readonly<Record<string, string>>> {
  const ca = await authority();
  const { certificate, csr } = await deviceOf(ca, { commonName: "sensor-1", serialNumber: "7" });
  return {
    "factory-ca.pem": ca.certificate,
    "factory-ca.verification.pem": await createVerification("0".repeat(64), ca, { days: 1, now: Date.now() }),
    "sample-device.pem": certificate,
    "sensor-1.pem": certificate,
    "sensor-1-2026.pem": (await deviceOf(ca, { commonName: "sensor-1" })).certificate,
    "sensor-1.csr": csr,
  };
}

describe("the examples", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "iot-auth-examples-"));
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, "keys", "key-2027.public.pem"), keyPair().publicKey.pem);
    mkdirSync(join(folder, "certificates"));
    for (const [name, text] of Object.entries(await certificateFiles()))
      writeFileSync(join(folder, "certificates", name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("exist for every setting", () => {
    expect(EXAMPLES.map(({ path }) => path)).toEqual(SETTINGS.map(({ path }) => path));
  });

  it.each(EXAMPLES.map(({ path, text }) => [path, text]))(
    "can be pasted into a configuration: %s",
    async (path, text) => {
      const pasted = new Function("cloudPrnt", `return ({ ${text} })`)(cloudPrnt) as Record<string, unknown>;
      const [first = "", ...rest] = path.split(".");
      expect(Object.keys(pasted)).toEqual([first]);
      const inside = rest.reduce<unknown>(
        (value, key) => (value as Record<string, unknown>)[key === "<name>" ? "sensors" : key],
        pasted[first],
      );
      expect(inside).toBeDefined();

      const groups = { devices: device(), sensors: { clientIds: ["{thingName}"] } };
      const certificates = pasted.certificates && { ...FACTORY, ...pasted.certificates };
      const beside = { name: "fleet", region: "us-east-1", groups };
      const stacks = resolveConfig({ ...beside, ...pasted, ...(certificates ? { certificates } : {}) });
      for (const stack of stacks) await expect(loadStack(stack, folder)).resolves.toBeDefined();
    },
  );
});

describe("the users file of the page", () => {
  const [, json = ""] = /^## The users file$[\s\S]*?```json\n([\s\S]+?)\n```/m.exec(PAGE) ?? [];

  it("can be read when its … are replaced by hashes", async () => {
    const hashes = {
      sha256: hashGeneratedSecret(generateSecret()),
      scrypt: await hashChosenPassword(Buffer.from("a good password")),
    };
    const filled = json.replace(/"\$(sha256|scrypt)\$[…$]+"/g, (_, scheme: keyof typeof hashes) =>
      JSON.stringify(hashes[scheme]),
    );
    expect(filled).not.toContain("…");
    expect(parseUsers(filled, "users.json").users.map(({ name }) => name)).toEqual([
      "00:11:62:aa:bb:cc",
      "server-1",
      "meter-7",
    ]);
  });

  it("has a row for every field of a user, with the description of the schema", () => {
    for (const [name, field] of Object.entries(userSchema.shape)) {
      expect(PAGE).toContain(
        `| \`${name}\` | ${["name", "group"].includes(name) ? "yes" : ""} | ${field.description} |`,
      );
    }
  });
});

describe("the ready-made groups of the page", () => {
  it.each([
    ["device()", device()],
    ["mqtt5Sample()", mqtt5Sample()],
    ["cloudPrnt.printer()", cloudPrnt.printer()],
    ["cloudPrnt.server()", cloudPrnt.server()],
  ])("list the client ids and topics of %s", (call, { clientIds, publish = [], subscribe = [] }) => {
    const row = PAGE.split("\n").find((line) => line.startsWith(`| \`${call}\` |`)) ?? "";
    for (const rule of [...clientIds, ...publish, ...subscribe]) expect(row).toContain(`\`${rule}\``);
  });
});

describe("describing a schema", () => {
  it("names the alternative in which a setting exists", () => {
    const bucket = describeSettings(stackSchema).find(({ path }) => path === "backend.bucket");
    expect(bucket).toMatchObject({ type: "text", required: true, only: 'type: "s3"' });
  });

  it("throws for a type of setting that it cannot describe, instead of leaving the setting out", () => {
    expect(() => describeSettings(z.object({ since: z.date() }))).toThrow("of the kind date");
  });

  it("throws for a setting without an example", () => {
    const [setting] = describeSettings(z.object({ nickname: z.string() }));
    expect(() => setting && placedExample(setting, [])).toThrow("Nothing gives an example of nickname.");
  });
});
