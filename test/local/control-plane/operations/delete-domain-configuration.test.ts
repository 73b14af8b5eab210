import {
  CreateDomainConfigurationCommand,
  DeleteDomainConfigurationCommand,
  DescribeDomainConfigurationCommand,
  UpdateDomainConfigurationCommand,
} from "@aws-sdk/client-iot";
import { createCustomDomain, domainConfigurationName } from "../domain";
import { closeAll, errorOf, start } from "../start";

afterEach(closeAll);

const DAY = 24 * 60 * 60 * 1000;
const create = new CreateDomainConfigurationCommand({ domainConfigurationName });
const disable = new UpdateDomainConfigurationCommand({
  domainConfigurationName,
  domainConfigurationStatus: "DISABLED",
});
const remove = new DeleteDomainConfigurationCommand({ domainConfigurationName });
const describeIt = new DescribeDomainConfigurationCommand({ domainConfigurationName });

test("A custom domain can be deleted as soon as it is DISABLED", async () => {
  const { iot } = await start();
  await createCustomDomain(iot);

  expect(await errorOf(iot.send(remove))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message: "Domain configuration fleet is ENABLED; disable it first",
  });
  await iot.send(disable);
  await iot.send(remove);

  expect(await errorOf(iot.send(describeIt))).toMatchObject({ status: 404 });
});

test("An AWS-managed domain can be deleted after 7 days of being DISABLED, by the stand-in's clock", async () => {
  let now = 0;
  const { iot } = await start({ clock: { now: () => now, after: () => () => {} } });
  await iot.send(create);
  await iot.send(disable);
  const tooEarly = {
    name: "InvalidRequestException",
    status: 400,
    message: "AWS Managed Domain Configuration must be disabled for at least 7 days before it can be deleted",
  };

  expect(await errorOf(iot.send(remove))).toEqual(tooEarly);
  now = 7 * DAY - 1;
  expect(await errorOf(iot.send(remove))).toEqual(tooEarly);
  now = 7 * DAY;
  await iot.send(remove);

  expect(await errorOf(iot.send(describeIt))).toMatchObject({ status: 404 });
});

test("The 7 days can be switched off", async () => {
  const { iot } = await start({ domainDeletionWait: false });
  await iot.send(create);
  await iot.send(disable);

  await expect(iot.send(remove)).resolves.toBeDefined();
});
