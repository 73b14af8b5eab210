import {
  CreateAuthorizerCommand,
  DeleteAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  SetDefaultAuthorizerCommand,
  UpdateAuthorizerCommand,
  UpdateDomainConfigurationCommand,
} from "@aws-sdk/client-iot";
import { createCustomDomain, domainConfigurationName } from "../domain";
import { closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

const authorizerName = "printers";
const remove = new DeleteAuthorizerCommand({ authorizerName });

test("An ACTIVE authorizer cannot be deleted, an INACTIVE one can, and its name is free again", async () => {
  const { iot } = await start();
  await iot.send(new CreateAuthorizerCommand({ ...unsigned(authorizerName), status: "ACTIVE" }));

  expect(await errorOf(iot.send(remove))).toEqual({
    name: "DeleteConflictException",
    status: 409,
    message: "Authorizer printers is ACTIVE; set its status to INACTIVE first",
  });
  await iot.send(new UpdateAuthorizerCommand({ authorizerName, status: "INACTIVE" }));
  await iot.send(remove);

  expect(await errorOf(iot.send(new DescribeAuthorizerCommand({ authorizerName })))).toMatchObject({ status: 404 });
  await expect(iot.send(new CreateAuthorizerCommand(unsigned(authorizerName)))).resolves.toBeDefined();
});

test("The default authorizer cannot be deleted", async () => {
  const { iot } = await start();
  await iot.send(new CreateAuthorizerCommand(unsigned(authorizerName)));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName }));

  expect(await errorOf(iot.send(remove))).toEqual({
    name: "DeleteConflictException",
    status: 409,
    message: "Authorizer printers is the default authorizer; clear the default first",
  });
});

test("Both rules can be switched off; the default is then cleared with its authorizer", async () => {
  const { iot } = await start({ deleteActiveConflict: false, deleteDefaultConflict: false });
  await iot.send(new CreateAuthorizerCommand({ ...unsigned(authorizerName), status: "ACTIVE" }));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName }));

  await iot.send(remove);

  expect(await errorOf(iot.send(new DescribeDefaultAuthorizerCommand({})))).toMatchObject({ status: 404 });
});

test("An unknown authorizer is not found", async () => {
  const { iot } = await start();

  expect(await errorOf(iot.send(remove))).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});

test("An authorizer cannot be deleted while a domain configuration has it as its default", async () => {
  const { iot } = await start({ deleteActiveConflict: false, deleteDefaultConflict: false });
  await createCustomDomain(iot);

  expect(await errorOf(iot.send(remove))).toEqual({
    name: "DeleteConflictException",
    status: 409,
    message: "Authorizer printers is attached to domain configuration fleet",
  });
  await iot.send(new UpdateDomainConfigurationCommand({ domainConfigurationName, removeAuthorizerConfig: true }));

  await expect(iot.send(remove)).resolves.toBeDefined();
});
