import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createRequest } from "../../../identity/certificates/issue";
import { hashGeneratedSecret } from "../../../identity/users/secret";
import type { User } from "../../../identity/users/users-schema";
import { zip } from "../../../infra/packaging/zip";
import type { RegisteredDevices } from "../../../local";
import { outputsJson } from "../../cli/helpers/fake-terraform";
import { aUser, REPOSITORY } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../../cli/helpers/serving-project";
import { putKey } from "../../cli/tokens/signing-project";
import { keyPair } from "../../identity/tokens/key-pair";
import { makeAuthority } from "../../local/registry/device-certificates";
import { aGroup, aMap, planJson } from "../../review/a-plan";

/** A project, served by a stand-in, in which the examples of docs/cli.md can be run. */
export interface CliScene extends ServingProject {
  /**
   * Environment of spawned programs: a PATH with `iot-auth` and the other programs of the examples, a home folder, the
   * password.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Restores all files and devices, without the users of these names. */
  reset(without: readonly string[]): Promise<void>;
}

const GROUPS = `{
  printers: cloudPrnt.printer(), sensors: device(), robots: device(), samples: mqtt5Sample(),
  gateways: { clientIds: ["{username}"], publish: ["telemetry/{username}/#"], subscribe: ["commands/{username}/#"] },
  controllers: { clientIds: ["{username}"], publish: ["commands/#"] },
}`;
/** The group of the thing with a certificate; only in the plain scene. */
const MACHINES =
  'machines: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"], subscribe: ["commands/{thingName}/#"] }';
const CERTIFICATES = `certificates: {
      authorities: { plant: { certificate: "plant.pem" } },
      things: { "sensor-1": { group: "machines", certificate: "sensor-1.pem" } },
    },`;
const SIGNING = 'signing: { tokenKeyName: "token", publicKeys: { "key-2026": "keys/key-2026.public.pem" } }';
const secrets = [hashGeneratedSecret(PASSWORD)];
const USERS: readonly User[] = [
  aUser({ name: "printer-7", secrets }),
  aUser({ name: "meter-1", secrets }),
  aUser({ name: "sample", group: "samples", secrets }),
  aUser({ name: "gateway-1", group: "gateways", secrets }),
  aUser({ name: "controller", group: "controllers", secrets }),
  aUser({ name: "00:11:62:aa:bb:cc", group: "printers", secrets }),
];
/** A mosquitto bridge configuration without mistakes. */
const BRIDGE = [
  ...[
    "connection aws",
    "address abc-ats.iot.us-east-1.amazonaws.com:443",
    "bridge_alpn mqtt",
    "bridge_capath /etc/ssl/certs",
  ],
  ...["remote_clientid gateway-1", "remote_username gateway-1", "try_private false", "notifications false"],
  ...["bridge_outgoing_retain false", "topic telemetry/gateway-1/# out 1"],
].join("\n");
/** Made by mosquitto_passwd 2.0.11. */
const PASSWD =
  "meter-9:$7$101$8qiUjhnfQ0+jS2s1$SHJjJtOb4gZ72iTjXngvQJWWm+TTOYGvekpjeNbYF1ZX5NytlRTksEw9Dme60g0EU61ZWmqPZTKj4w2Kgv4aCw==\n";
const groups = { sensors: aGroup() };
const PLAN = planJson({
  "terraform_data.access_map": [
    { triggers_replace: aMap(groups, { "meter-1": "sensors" }) },
    { triggers_replace: aMap(groups) },
  ],
});

/** A bridge in the key=value format of NanoMQ, which is read from `nanomq_old.conf`. */
const NANOMQ_BRIDGE = [
  ...["address=tls+mqtt-tcp://abc123-ats.iot.us-east-1.amazonaws.com:8883", "clientid=gateway-1", "tls.certfile=a.pem"],
  ...["forwards.1.remote_topic=telemetry/gateway-1/a", "forwards.1.local_topic=telemetry/gateway-1/a"],
  "forwards.1.retain=0",
]
  .map((line) => `bridge.mqtt.aws.${line}`)
  .join("\n");

/** Kind of a scene: with certificates, with an authorizer that takes signed tokens, or with users in a table. */
export type SceneKind = "plain" | "signed" | "table";

/**
 * Starts a scene.
 * @param tool The program that `iot-auth` on the PATH runs.
 * @default - `cli/bin.mjs` of this project
 */
export async function startCliScene(kind: SceneKind, tool?: { readonly program: string }): Promise<CliScene> {
  const signed = kind === "signed";
  const pair = keyPair();
  const authority = kind === "plain" ? await makeAuthority() : undefined;
  const sensor = await authority?.issue({ subject: "CN=sensor-1" });
  const spare = await authority?.issue({ subject: "CN=spare-1" });
  const request = await createRequest({ commonName: "sensor-3" }, "P-256");
  const config = `export default defineConfig({
    name: "fleet", region: "us-east-1", accountId: "123456789012", groups: ${sensor ? GROUPS.replace("{", `{ ${MACHINES},`) : GROUPS},
    ${sensor ? CERTIFICATES : ""}
    authorizer: { ${signed ? SIGNING : ""} },
    ${kind === "table" ? 'store: { type: "dynamodb" },' : ""}
    stages: { prod: {} },
  });`;
  const project = await servingProject({
    config,
    users: USERS,
    prepare: ({ folder, ...rest }) => {
      mkdirSync(join(folder, "keys"));
      if (authority && sensor) {
        rest.write("plant.pem", authority.pem);
        rest.write("sensor-1.pem", sensor.cert);
        mkdirSync(join(folder, "certificates"));
        rest.write("certificates/sensor-1.pem", sensor.cert);
        rest.write("certificates/sensor-1.key", sensor.key);
        rest.write("sensor-3.csr", request.csr);
      }
      putKey({ folder, ...rest }, "key-2026", pair);
    },
  });
  const { folder } = project;
  const devices: RegisteredDevices | undefined = authority &&
    sensor &&
    spare && {
      authorities: [{ id: "plant", pem: authority.pem, mode: "SNI_ONLY", active: true, autoRegistration: false }],
      policies: [
        {
          name: "fleet-prod-machines",
          document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]}',
        },
      ],
      certificates: [
        { id: "sensor-1", pem: sensor.cert, active: true, policies: ["fleet-prod-machines"] },
        { id: "spare-1", pem: spare.cert, active: true },
      ],
      things: [
        { name: "sensor-1", certificates: ["sensor-1"] },
        { name: "spare-1", certificates: ["spare-1"] },
      ],
    };
  const { tables } = project.core.controlPlane.store.region("us-east-1");
  tables.ensure({ name: "fleet-prod-users", hashKey: "name" }, [], 0);
  const bin = join(folder, "bin");
  const home = join(folder, "home");
  for (const path of [
    bin,
    home,
    `${home}/.zfunc`,
    `${home}/.config/fish/completions`,
    `${folder}/etc/mosquitto/conf.d`,
  ])
    mkdirSync(path, { recursive: true });
  mkdirSync(join(folder, "cdktf.out", "stacks", "fleet-prod"), { recursive: true });
  project.write("plan.json", JSON.stringify(PLAN).replaceAll('"fleet"', '"fleet-prod"'));
  writeFileSync(
    join(folder, "tfplan"),
    await zip({ tfplan: Buffer.alloc(0), "tfconfig/m-/cdk.tf.json": Buffer.from("{}") }),
  );
  project.write(
    "outputs.json",
    outputsJson({ endpoint: "abc-ats.iot.us-east-1.amazonaws.com", authorizer_name: "fleet-prod" }),
  );

  const programs: Readonly<Record<string, string>> = {
    "iot-auth": `exec ${(tool ? [tool.program] : [process.execPath, join(REPOSITORY, "cli", "bin.mjs")]).map(quoted).join(" ")} "$@"`,
    terraform: `if [ "$1" = show ]; then cat ${quoted(join(folder, "plan.json"))}; else cat ${quoted(join(folder, "outputs.json"))}; fi`,
    pass: `echo ${PASSWORD}`,
    pbpaste: `cat ${quoted(join(folder, "printer-7.json"))}`,
    "ask-for-approval": "true",
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { PATH: [bin, process.env.PATH].join(delimiter), HOME: home, IOT_AUTH_PASSWORD: PASSWORD };
  const command = async (...argv: string[]) => {
    const { code, stdout, stderr } = await runCli(argv, { cwd: folder, env, now: new Date().toISOString() });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  return {
    ...project,
    env,
    async reset(without) {
      const users = USERS.filter(({ name }) => !without.includes(name));
      project.write("users.json", `${JSON.stringify({ users }, null, 2)}\n`);
      putKey(project, "key-2026", pair);
      project.write("fleet.csv", "name,group,password\nmeter-5,sensors,\nmeter-6,sensors,a good password\n");
      project.write("groups.csv", "name,group\nmeter-1,printers\n");
      project.write("sold.csv", "name,note\nprinter-7,sold\n");
      project.write("passwd", PASSWD);
      project.write("bridge.conf", BRIDGE);
      if (devices) await project.core.registerDevices(devices);
      project.write("nanomq_old.conf", NANOMQ_BRIDGE);
      for (const bundle of ["certificates/sensor-1.bundle", "for-sensor-1"])
        rmSync(join(folder, bundle), { recursive: true, force: true });
      project.write("backup.json", JSON.stringify([aUser({ name: "meter-8" })]));
      if (!signed) return;
      for (const user of ["printer-7", "meter-1"])
        project.write(`${user}.json`, await command("token", "issue", "--user", user, "--expires", "30d", "--json"));
    },
  };
}

const quoted = (text: string): string => `'${text}'`;
