import {
  CreateAuthorizerCommand,
  DescribeDomainConfigurationCommand,
  type IoTClient,
  UpdateDomainConfigurationCommand,
  type UpdateDomainConfigurationCommandInput,
} from "@aws-sdk/client-iot";
import { createCustomDomain, customDomain, domainConfigurationName } from "../domain";
import { closeAll, errorOf, start, unsigned } from "../start";

let iot: IoTClient;
let now = 0;

beforeEach(async () => {
  now = 1_000_000;
  ({ iot } = await start({ clock: { now: () => now, after: () => () => {} } }));
  await createCustomDomain(iot);
});
afterEach(closeAll);

const update = (changes: Partial<UpdateDomainConfigurationCommandInput>) =>
  iot.send(new UpdateDomainConfigurationCommand({ domainConfigurationName, ...changes }));
const described = () => iot.send(new DescribeDomainConfigurationCommand({ domainConfigurationName }));

test("Only the given settings change", async () => {
  await iot.send(new CreateAuthorizerCommand(unsigned("others")));
  const authorizerConfig = { defaultAuthorizerName: "others", allowAuthorizerOverride: true };

  await update({ authorizerConfig });
  expect(await described()).toMatchObject({ authorizerConfig, domainConfigurationStatus: "ENABLED" });

  await update({ authenticationType: "CUSTOM_AUTH", applicationProtocol: "MQTT_WSS" });
  expect(await described()).toMatchObject({ authorizerConfig, applicationProtocol: "MQTT_WSS" });
});

test("removeAuthorizerConfig removes the authorizer", async () => {
  await update({ removeAuthorizerConfig: true });

  expect((await described()).authorizerConfig).toBeUndefined();
});

test("The date of the last status change moves with every status that is given, even the same, and with nothing else", async () => {
  const dateAfter = async (changes: Partial<UpdateDomainConfigurationCommandInput>) => {
    now += 5_000;
    await update(changes);
    return (await described()).lastStatusChangeDate?.getTime();
  };

  expect(await dateAfter({ domainConfigurationStatus: "DISABLED" })).toBe(1_005_000);
  expect(await dateAfter({ removeAuthorizerConfig: true })).toBe(1_005_000);
  expect(await dateAfter({ domainConfigurationStatus: "DISABLED" })).toBe(1_015_000);
});

test.each<[string, Partial<UpdateDomainConfigurationCommandInput>, string]>([
  [
    "a type without its protocol",
    { authenticationType: "CUSTOM_AUTH" },
    "Application protocol DEFAULT is not supported with authentication type CUSTOM_AUTH",
  ],
  [
    "an authorizer given and taken away at once",
    { removeAuthorizerConfig: true, authorizerConfig: customDomain.authorizerConfig },
    "authorizerConfig and removeAuthorizerConfig must not be given together",
  ],
  [
    "an authorizer that does not exist",
    { authorizerConfig: { defaultAuthorizerName: "nobody", allowAuthorizerOverride: true } },
    "Authorizer nobody does not exist",
  ],
])("Refused: %s", async (_, changes, message) => {
  expect(await errorOf(update(changes))).toEqual({ name: "InvalidRequestException", status: 400, message });
  expect(await described()).toMatchObject({ authorizerConfig: customDomain.authorizerConfig });
});
