import { generateKeyPairSync } from "node:crypto";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Review } from "../../../review/review-plan";
import { describeWith } from "../../helpers/needs";
import { authority, deviceOf } from "../../identity/certificates/made";
import { patchBetween } from "../../review/plan-patch";
import type { RecordedReplacement } from "../../review/recorded-plan";
import { type ReviewStack, startReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { recordedForm } from "../helpers/scrub-plan";
import { testUser } from "../helpers/users";

jest.setTimeout(240_000);

type Access = Review["access"];

/** A change of settings, with the right verdict and a part of the review's text. */
interface Replacement {
  readonly title: string;
  readonly access: Access;
  readonly settings: string;
  readonly says: string;
  /** Name of the stack after the change. @default "cloudprnt" */
  readonly stack?: string;
}

const RECORDED = join(__dirname, "..", "..", "review", "plans");
const RECORD = process.env.RECORD_PLANS === "1";
const publicKey = () =>
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();
const PUBLIC_KEYS = { "key-1": publicKey(), "key-2": publicKey(), "key-3": publicKey() };
const signing = (tokenKeyName: string, ...keys: (keyof typeof PUBLIC_KEYS)[]) =>
  `setAsDefault: true, signing: { tokenKeyName: "${tokenKeyName}", publicKeys: ${JSON.stringify(Object.fromEntries(keys.map((key) => [key, PUBLIC_KEYS[key]])))} }`;

/** Returns a stack's settings. The path of its state does not depend on its name. */
const settings = ({ name = "cloudprnt", authorizer = "setAsDefault: true", groups = "", more = "" }) =>
  `name: "${name}", region: "${REGION}", backend: { type: "local", path: "../../../shared.tfstate" },
   authorizer: { ${authorizer} }, groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server(), ${groups} }, ${more}`;

const verdictOf = (text: string) =>
  /: access (widens|narrows|stays as it is)\n/.exec(text)?.[1]?.replace("stays as it is", "unchanged");

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "The review of legitimate changes that replace resources",
  () => {
    const kitchen = testUser("kitchen", "printers");
    const bar = testUser("bar", "printers");
    let stack: ReviewStack;
    const counts = { harmless: 0, falseAlarms: 0, widening: 0, missed: 0 };

    beforeAll(async () => {
      stack = await startReviewStack("cloudprnt", settings({}), [kitchen.entry, bar.entry]);
      await stack.deploy(settings({}));
    });
    afterAll(async () => {
      await stack?.close();
      const { harmless, falseAlarms, widening, missed } = counts;
      process.stdout.write(
        `Legitimate changes that replace resources: ${falseAlarms} false alarms of ${harmless}, ${missed} of ${widening} that widen access missed\n`,
      );
    });

    /** Plans a change, in the folder of the stack that it makes, and reviews it. */
    const review = async ({ settings: changed, stack: name = "cloudprnt" }: Replacement) => {
      await stack.checkout.configure(changed);
      await stack.checkout.synth();
      const folder = stack.checkout.stackFolder(name);
      const { terraform } = stack.sandbox;
      await terraform.must(folder, "version");
      await rm(join(folder, "local_override.tf.json"), { force: true });
      await terraform.must(folder, "plan", "-input=false", "-refresh=false", "-out=tfplan");
      const { stdout } = await terraform.must(folder, "show", "-json", "tfplan");
      await writeFile(join(folder, "plan.json"), stdout);
      if (folder !== stack.folder)
        for (const file of ["plan.json", "tfplan"]) await copyFile(join(folder, file), join(stack.folder, file));
      const { stdout: text, stderr } = await stack.run("--plan-file", "tfplan");
      expect(stderr).toBe("");
      return { text, texts: [stdout, await readFile(join(folder, "cdk.tf.json"), "utf8")] };
    };
    const judge = (access: Access, text: string) => {
      const verdict = verdictOf(text);
      counts[access === "widens" ? "widening" : "harmless"]++;
      if (access !== "widens" && verdict === "widens") counts.falseAlarms++;
      if (access === "widens" && verdict !== "widens") counts.missed++;
      expect(text).not.toContain("does not make");
      expect(verdict).toBe(access);
    };

    describe("of users with passwords", () => {
      const recorded: RecordedReplacement[] = [];
      let known: readonly RecordedReplacement[] = [];
      /**
       * The previous plan, at first that of the deployed stack. For each plan, the difference from the previous one is
       * recorded.
       */
      let before: Readonly<Record<"plan" | "synthesis", unknown>>;
      beforeAll(async () => {
        before = JSON.parse(await readFile(join(RECORDED, "deployed.json"), "utf8"));
        if (!RECORD) known = JSON.parse(await readFile(join(RECORDED, "replacements.json"), "utf8"));
      });
      afterAll(async () => {
        const lines = recorded.map((one) => JSON.stringify(one)).join(",\n");
        if (RECORD) await writeFile(join(RECORDED, "replacements.json"), `[\n${lines}\n]\n`);
      });

      const CHANGES: readonly Replacement[] = [
        {
          title: "tokens are signed from now on, which gives the authorizer another name",
          access: "narrows",
          settings: settings({ authorizer: signing("token", "key-1") }),
          says: "Signing is switched on",
        },
        {
          title: "the stack is renamed, and with it the function, the role and the authorizer",
          access: "narrows",
          settings: settings({ name: "shop" }),
          stack: "shop",
          says: "The function is destroyed and created again",
        },
        {
          title: "the authorizer is no longer the default",
          access: "narrows",
          settings: settings({ authorizer: "setAsDefault: false" }),
          says: "This stack's authorizer is no longer the default",
        },
      ];
      /** Users that change together with the settings, and the verdict for the users alone. */
      const USERS = [
        ["and nobody else", [kitchen.entry, bar.entry], "unchanged"],
        ["and somebody is added", [kitchen.entry, bar.entry, testUser("hall", "printers").entry], "widens"],
        ["and somebody is removed", [kitchen.entry], "narrows"],
      ] as const;
      const CASES = CHANGES.flatMap((change) =>
        USERS.map(([beside, users, access]) => ({ change, beside, users, access })),
      );

      it.each(CASES.map((one) => [`${one.change.title} ${one.beside}`, one] as const))(
        "has the right verdict: %s",
        async (title, one) => {
          await stack.checkout.writeUsers(one.users);
          const { text, texts } = await review(one.change);
          const access = [one.change.access, one.access].includes("widens") ? "widens" : "narrows";
          const [plan, synthesis] = recordedForm(texts);
          const patches = {
            plan: patchBetween(before.plan, plan),
            synthesis: patchBetween(before.synthesis, synthesis),
          };
          before = { plan, synthesis };
          recorded.push(JSON.parse(JSON.stringify({ title, access, ...patches })));
          judge(access, text);
          expect(text).toContain(one.change.says);
          if (!RECORD) expect(recorded.at(-1)).toEqual(known.find((other) => other.title === title));
        },
      );
    });

    describe("of an authorizer with signed tokens", () => {
      const config = (...args: Parameters<typeof signing>) => settings({ authorizer: signing(...args) });
      beforeAll(() => stack.deploy(config("token", "key-1", "key-2")));

      it.each([
        ["the token key has another name", "narrows", ["ticket", "key-1", "key-2"], "are refused"],
        ["a key is removed", "narrows", ["token", "key-1"], "Tokens signed with key-2 are refused from now on"],
        ["a key is added", "widens", ["token", "key-1", "key-2", "key-3"], "Tokens signed with key-3 are trusted"],
      ] as const)("has the right verdict: %s", async (title, access, [name, ...keys], says) => {
        const { text } = await review({ title, access, settings: config(name, ...keys), says });
        judge(access, text);
        expect(text).toContain(says);
      });
    });

    describe("of a users table and of devices with certificates", () => {
      const GROUPS = `sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"] }, others: { clientIds: ["{thingName}"], publish: ["alarm/{thingName}"] }`;
      let made: Record<"ca" | "newCa" | "one" | "renewed" | "two", string>;
      const config = ({
        one = made.one,
        group = "sensors",
        table = "",
        more = "",
        kind = "thermometer",
        two = true,
        groups = GROUPS,
      } = {}) =>
        settings({
          groups,
          more: `store: { type: "dynamodb", ${table} }, certificates: {
          authorities: {
            factory: { certificate: ${JSON.stringify(made.ca)} },
            ${more ? `other: { certificate: ${JSON.stringify(more)} },` : ""}
          },
          things: {
            "sensor-1": { group: "${group}", certificate: ${JSON.stringify(one)}, type: "${kind}" },
            ${two ? `"sensor-2": { group: "others", certificate: ${JSON.stringify(made.two)}, thingGroups: ["roof"] },` : ""}
          },
          thingTypes: { thermometer: {}, meter: {} },
          thingGroups: { roof: {} },
        }`,
        });
      beforeAll(async () => {
        const [ca, newCa] = [await authority(), await authority(365, "P-256", "factory CA 2")];
        const device = async (commonName: string) => (await deviceOf(ca, { commonName })).certificate;
        made = {
          ca: ca.certificate,
          newCa: newCa.certificate,
          one: await device("sensor-1"),
          renewed: await device("sensor-1"),
          two: await device("sensor-2"),
        };
        await stack.checkout.writeUsers([]);
        await stack.deploy(config());
      });

      it.each([
        [
          "the table has another name",
          "narrows",
          () => config({ table: 'table: "other-users"' }),
          "all users in it are lost",
        ],
        [
          "a device gets another certificate",
          "widens",
          () => config({ one: made.renewed }),
          "sensor-1 (sensors) can log in with 1 certificate more and can no longer log in with 1 certificate (before: 1)",
        ],
        [
          "a device moves to another group",
          "widens",
          () => config({ group: "others" }),
          "sensor-1 moves from sensors to others: may now publish to alarm/{thingName}; may no longer publish to up/{thingName}/#",
        ],
        ["a device's type changes", "widens", () => config({ kind: "meter" }), "a device of this name"],
        ["an authority is added", "widens", () => config({ more: made.newCa }), "may be accepted from now on"],
        ["a device is removed", "narrows", () => config({ two: false }), "others loses 1 device: sensor-2"],
        [
          "a group of devices may do less",
          "narrows",
          () => config({ groups: GROUPS.replace('"up/{thingName}/#"', "") }),
          "devices of its group may do less than now",
        ],
        [
          "a device is removed, and its group",
          "narrows",
          () => config({ two: false, groups: GROUPS.split(", others")[0] ?? "" }),
          "devices of its group may do nothing any more",
        ],
      ] as const)("has the right verdict: %s", async (title, access, changed, says) => {
        const { text } = await review({ title, access, settings: changed(), says });
        judge(access, text);
        expect(text).toContain(says);
      });
    });
  },
);
