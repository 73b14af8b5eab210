import { CLIENT_ENTRIES } from "../../../cli/settings/client-table";
import { makeAuthority, type TestAuthority } from "../../local/registry/device-certificates";
import { type TestProject, testProject } from "../helpers/project";
import { NOW, runCli } from "../helpers/run-cli";

const HOST = "abc123-ats.iot.us-east-1.amazonaws.com";
const CONFIG = `export default defineConfig({
  name: "plant", region: "us-east-1",
  groups: {
    people: { clientIds: ["{username}"], publish: ["up/{username}/#"], subscribe: ["down/{username}/#"] },
    machines: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}/#"] },
    meters: { clientIds: ["{thingName}"], publish: ["readings/{thingName}/#"], subscribe: ["rates/{thingName}/#"] },
  },
  certificates: {
    authorities: {
      factory: { certificate: "factory.pem", provision: { group: "meters" } },
      closed: { certificate: "factory.pem", provision: { group: "meters" }, active: false },
      named: { certificate: "factory.pem" },
    },
    things: {
      "press-1": { group: "machines", certificate: "press-1.pem" },
      "press-2": { group: "machines", certificate: "press-2.pem", active: false },
      "press-3": { group: "machines", certificate: "press-3.pem" },
    },
  },
});`;

let project: TestProject;
let authority: TestAuthority;
/** Whole days from the current time, at which certificates are made, to {@link NOW}, the tool's time. */
const ahead = Math.ceil((Date.parse(NOW) - Date.now()) / 86_400_000);
beforeAll(async () => {
  project = testProject({ config: CONFIG });
  authority = await makeAuthority();
  project.write("factory.pem", authority.pem);
  for (const [name, until] of [
    ["press-1", ahead + 30],
    ["press-2", ahead + 30],
    ["press-3", ahead - 2],
  ] as const) {
    const files = await authority.issue({ subject: `CN=${name}`, from: ahead - 30, until });
    project.write(`${name}.pem`, files.cert);
  }
});
afterAll(() => project.remove());

const settings = (client: string, ...argv: string[]) =>
  runCli(["settings", client, "--endpoint", HOST, ...argv], { cwd: project.folder });

describe("settings for a thing that a CA provisions just in time", () => {
  it.each(CLIENT_ENTRIES.map(({ name, client }) => [name, client] as const))(
    "follow the rules of the CA's group, if the client can log in with a certificate: %s",
    async (name, load) => {
      const { code, stdout, stderr } = await settings(name, "--thing", "meter-77", "--authority", "factory");
      const { logins, comment } = await load();
      if (!logins.includes("certificate")) {
        expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining("can log in with a certificate")]);
        return;
      }
      if (code === 2) throw new Error(stderr);
      expect(stdout).toContain("meter-77");
      expect(stdout).toMatch(/(readings|rates)\/meter-77\//);
      const remark =
        "CA factory provisions meter-77 just in time: the common name of its certificate has to be meter-77.";
      expect(stderr).toContain(remark);
      expect(stderr).toContain("AWS IoT Core drops the very first connection of such a device: it has to try again.");
      if (comment !== undefined) expect(stdout.replaceAll(`\n${comment}`, "")).toContain(remark);
    },
  );

  it.each<[readonly string[], RegExp]>([
    [
      ["--thing", "meter-77"],
      /`--thing` must name a thing of certificates\.things, got: "meter-77"\. .*name the CA too: --authority factory or --authority closed\./,
    ],
    [
      ["--thing", "meter-77", "--authority", "factry"],
      /`--authority` must name a CA of certificates\.authorities, got: "factry"\. Did you mean "factory"\?/,
    ],
    [
      ["--thing", "meter-77", "--authority", "named"],
      /`--authority` must be a CA that provisions devices just in time, got: "named"\. Without certificates\.authorities\.named\.provision /,
    ],
    [
      ["--thing", "press-1", "--authority", "factory"],
      /`--authority` must be left out for a thing of certificates\.things/,
    ],
    [["--thing", "a/b", "--authority", "factory"], /`--thing` must be a thing's name: 1 to 128 of A-Z/],
    [["--user", "gw-1", "--authority", "factory"], /`--authority` must be given with --thing, got: "factory"/],
    [["--authority", "factory"], /`--user` must be given, or --thing in its place/],
  ])("are refused with the setting to correct: %j", async (argv, message) => {
    const { code, stdout, stderr } = await settings("paho-python", ...argv);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });
});

describe("settings for a thing that may be unable to log in", () => {
  it.each<[readonly string[], string | undefined]>([
    [["--thing", "press-1"], undefined],
    [
      ["--thing", "press-2"],
      "press-2 is inactive (certificates.things.press-2.active is false): every connection is refused.",
    ],
    [["--thing", "press-3"], "The certificate of press-3 expired on 2026-12-"],
    [
      ["--thing", "meter-7", "--authority", "closed"],
      "CA closed is inactive (certificates.authorities.closed.active is false): devices that are not registered yet are refused.",
    ],
  ])("say why it cannot, in the text and beside it: %j", async (argv, remark) => {
    const { code, stdout, stderr } = await settings("mosquitto-bridge", ...argv);
    expect(code).toBe(0);
    if (remark === undefined) expect(stderr).not.toMatch(/refused|expired/);
    else {
      expect(stderr).toContain(remark);
      expect(stdout.replaceAll("\n#", "")).toContain(remark);
    }
  });
});
