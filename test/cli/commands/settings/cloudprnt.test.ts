import { fakeTerraform, outputsJson } from "../../helpers/fake-terraform";
import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const MAC = "00:11:62:aa:bb:cc";
const HOST = "abc123-ats.iot.eu-west-1.amazonaws.com";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: MAC, group: "printers" }), aUser({ name: "gw", group: "gateways" })] });
});
afterEach(() => project.remove());

const settings = (argv: readonly string[], env: Record<string, string> = {}) =>
  runCli(["settings", "cloudprnt", ...argv], { cwd: project.folder, env });

describe("settings cloudprnt", () => {
  it("prints the settings of one printer, with the password left out", async () => {
    const env = fakeTerraform(project, "fleet", { stdout: outputsJson({ endpoint: HOST, authorizer_name: "fleet" }) });
    const { code, stdout, stderr } = await settings(["--user", MAC], env);
    expect([code, stderr]).toEqual([
      0,
      'The field "password" contains the password; serve the file over HTTPS, to that printer only.\n' +
        `Put the secret of ${MAC} where the text says so, or give --with-secret.\n`,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      title: "star_cloudprnt_server_setting",
      version: "1.0.0",
      serverSupportProtocol: ["HTTP", "MQTT"],
      settingForMQTT: {
        useTriggerPOST: false,
        mqttConnectionSetting: {
          hostName: HOST,
          portNumber: 443,
          useTls: true,
          authenticationSetting: {
            clientId: MAC,
            username: `${MAC}?x-amz-customauthorizer-name=fleet`,
            password: "PUT-THE-PASSWORD-HERE",
          },
          tlsSetting: { alpn: ["mqtt"] },
        },
      },
    });
    expect(JSON.parse((await settings(["--user", MAC, "--json"], env)).stdout).text).toBe(stdout.trimEnd());
  });

  it("needs no applied stack if the endpoint is given", async () => {
    const { stdout } = await settings(["--user", MAC, "--endpoint", "localhost:8443"]);
    expect(JSON.parse(stdout).settingForMQTT.mqttConnectionSetting).toMatchObject({
      hostName: "localhost",
      portNumber: 8443,
      authenticationSetting: { username: `${MAC}?x-amz-customauthorizer-name=fleet` },
    });
    expect(await settings(["--user", MAC])).toEqual({
      code: 3,
      stdout: "",
      stderr:
        "error: There is no cdktf.out/stacks/fleet, so stack fleet was never applied from here. Run: npx cdktf deploy, or give --endpoint HOST\n",
    });
  });

  it("refuses an unknown user, and a user who may not use its name as the client id", async () => {
    project.write(
      "iot-auth.config.ts",
      project.read("iot-auth.config.ts").replace("groups: {", 'groups: { gateways: { clientIds: ["gateway-*"] },'),
    );
    expect((await settings(["--user", "00:11:62:aa:bb:cd", "--endpoint", HOST])).stderr).toBe(
      `error: \`--user\` must name a user, got: "00:11:62:aa:bb:cd". Did you mean "${MAC}"? To see them: npx iot-auth users list\n`,
    );
    expect((await settings(["--user", "gw", "--endpoint", HOST])).stderr).toBe(
      'error: `--client-id` must be a client id that group gateways may use, got: "gw". It may use "gateway-*"; to change that, edit ' +
        "groups.gateways.clientIds.\n",
    );
  });

  it("names the topics of the user's own group, and not Star's, where they differ", async () => {
    const config = project.read("iot-auth.config.ts");
    const prefixed = config.replace("cloudPrnt.printer()", 'cloudPrnt.printer({ prefix: "shop/cloudprnt" })');
    project.write("iot-auth.config.ts", prefixed);
    const { stdout } = await settings(["--user", MAC, "--endpoint", HOST]);
    expect(JSON.parse(stdout).settingForMQTT).toMatchObject({
      deviceSubscribeTopicName: `shop/cloudprnt/to-device/${MAC}`,
      devicePublishTopicName: `shop/cloudprnt/to-server/${MAC}`,
    });
  });

  it("refuses a user whose group gives a printer no topics", async () => {
    const config = project.read("iot-auth.config.ts");
    project.write(
      "iot-auth.config.ts",
      config.replace("cloudPrnt.printer()", '{ clientIds: ["{username}"], publish: ["a"], subscribe: ["b"] }'),
    );
    const { code, stderr } = await settings(["--user", MAC, "--endpoint", HOST]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "`--user` must be a user with topics of its own to subscribe and to publish to, as printers have",
    );
  });
});
