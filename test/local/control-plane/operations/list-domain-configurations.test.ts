import {
  CreateDomainConfigurationCommand,
  type IoTClient,
  ListDomainConfigurationsCommand,
  type ListDomainConfigurationsCommandInput,
} from "@aws-sdk/client-iot";
import { closeAll, errorOf, start } from "../start";

let iot: IoTClient;

beforeAll(async () => {
  ({ iot } = await start());
  for (const domainConfigurationName of ["c", "a", "b"]) {
    await iot.send(new CreateDomainConfigurationCommand({ domainConfigurationName }));
  }
});
afterAll(closeAll);

const list = async (input: ListDomainConfigurationsCommandInput) => {
  const { domainConfigurations = [], nextMarker } = await iot.send(new ListDomainConfigurationsCommand(input));
  return { names: domainConfigurations.map((one) => one.domainConfigurationName).join(""), nextMarker };
};

test("Name, ARN and service of each domain configuration are listed, in the order of names", async () => {
  const { domainConfigurations } = await iot.send(new ListDomainConfigurationsCommand({}));

  expect(domainConfigurations?.[0]).toEqual({
    domainConfigurationName: "a",
    domainConfigurationArn: expect.stringContaining(":domainconfiguration/a/"),
    serviceType: "DATA",
  });
  expect(await list({ serviceType: "DATA" })).toEqual({ names: "abc", nextMarker: undefined });
  expect(await list({ serviceType: "JOBS" })).toEqual({ names: "", nextMarker: undefined });
});

test("Pages hold each domain configuration once", async () => {
  const first = await list({ pageSize: 2 });
  expect(first.names).toBe("ab");
  expect(await list({ pageSize: 2, marker: first.nextMarker })).toEqual({ names: "c", nextMarker: undefined });
});

test("A marker of no page is refused", async () => {
  expect(await errorOf(list({ marker: "////" }))).toMatchObject({
    name: "InvalidRequestException",
    message: "marker must be one that ListDomainConfigurations answered",
  });
});
