import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type LocalEvent, type LocalIotCore, startLocalIotCore } from "../../local";
import { type Checkout, makeCheckout } from "../deploy/helpers/checkout";
import { type Moto, startMoto } from "../deploy/helpers/moto";
import { makeTerraform, type Terraform } from "../deploy/helpers/terraform";
import { testUser } from "../deploy/helpers/users";
import { describeWith } from "../helpers/needs";

jest.setTimeout(240_000);

const REGION = "eu-central-1";
/** Factor by which the stand-in's time is faster: a refresh interval of 300 seconds takes one second. */
const TIME_SCALE = 300;
const settings = (publish: string): string =>
  `name: "meters", region: "${REGION}", authorizer: { setAsDefault: true },
   groups: { meters: { clientIds: ["{username}"], publish: ["${publish}"], refreshAfterSeconds: 300 } }`;

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "A device whose stack is applied, changed and destroyed",
  () => {
    const user = testUser("meter-7", "meters");
    const events: LocalEvent[] = [];
    const listeners = new Set<(event: LocalEvent) => void>();
    let moto: Moto;
    let core: LocalIotCore;
    let terraform: Terraform;
    let checkout: Checkout;
    let certificatesFolder: string;
    let client: MqttClient;

    beforeAll(async () => {
      moto = await startMoto();
      certificatesFolder = await mkdtemp(join(tmpdir(), "iot-auth-certificates-"));
      core = await startLocalIotCore({
        certificatesFolder,
        region: REGION,
        timeScale: TIME_SCALE,
        controlPlane: { forwardTo: moto.url },
        onEvent(event) {
          events.push(event);
          for (const listener of listeners) listener(event);
        },
      });
      terraform = await makeTerraform(core.controlPlane.url, REGION);
      checkout = await makeCheckout(settings("telemetry/{username}/#"), [user.entry]);
    });
    afterAll(async () => {
      await client?.endAsync(true);
      await checkout?.remove();
      await terraform?.close();
      await core?.close();
      await moto?.stop();
      await rm(certificatesFolder, { recursive: true, force: true });
    });

    const options = (): IClientOptions => ({
      protocol: "mqtts",
      host: "localhost",
      port: core.port,
      ca: core.certificates.ca,
      ALPNProtocols: ["mqtt"],
      protocolVersion: 5,
      reconnectPeriod: 0,
      clientId: user.name,
      username: user.name,
      password: user.secret,
    });
    const next = (matches: (event: LocalEvent) => boolean): Promise<LocalEvent> =>
      new Promise((resolve) => {
        const listener = (event: LocalEvent): void => {
          if (!matches(event)) return;
          listeners.delete(listener);
          resolve(event);
        };
        listeners.add(listener);
      });
    const apply = async (): Promise<void> => {
      await checkout.synth();
      const { code, output } = await terraform.apply(checkout.stackFolder("meters"));
      if (code !== 0) throw new Error(output);
    };

    it("is refused before the stack is applied", async () => {
      await expect(connectAsync(options())).rejects.toMatchObject({ code: 0x87 });
    });

    it("logs in and publishes after the stack is applied", async () => {
      await apply();
      client = await connectAsync(options());
      client.on("error", () => undefined);

      await client.publishAsync("telemetry/meter-7/humidity", "40", { qos: 1 });
      expect(client.connected).toBe(true);
    });

    it("may no longer publish to a topic after the refresh that follows a narrowed rule, and stays connected", async () => {
      await checkout.configure(settings("telemetry/{username}/temperature"));
      await apply();
      await next((event) => event.event === "decision" && event.action === "iot:Refresh" && event.allowed);

      await expect(client.publishAsync("telemetry/meter-7/humidity", "41", { qos: 1 })).rejects.toMatchObject({
        code: 0x87,
      });
      await client.publishAsync("telemetry/meter-7/temperature", "20", { qos: 1 });
      expect(client.connected).toBe(true);
    });

    it("is disconnected when the stack is destroyed, and refused afterwards", async () => {
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));

      expect((await terraform.destroy(checkout.stackFolder("meters"))).code).toBe(0);
      await closed;

      await expect(connectAsync(options())).rejects.toMatchObject({ code: 0x87 });
    });
  },
);
