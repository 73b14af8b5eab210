import {
  ClearDefaultAuthorizerCommand,
  CreateAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  SetDefaultAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { authorizerArn, clientFor, closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

const set = (authorizerName: string) => new SetDefaultAuthorizerCommand({ authorizerName });
const describe = new DescribeDefaultAuthorizerCommand({});

const startWithTwo = async (options = {}) => {
  const started = await start(options);
  await started.iot.send(new CreateAuthorizerCommand(unsigned("one")));
  await started.iot.send(new CreateAuthorizerCommand(unsigned("two")));
  return started;
};

test("A Region has one default authorizer, which may be set again and replaced", async () => {
  const { iot, controlPlane } = await startWithTwo();

  expect(await iot.send(set("one"))).toMatchObject({ authorizerName: "one", authorizerArn: authorizerArn("one") });
  await iot.send(set("one"));
  await iot.send(set("two"));

  expect((await iot.send(describe)).authorizerDescription?.authorizerName).toBe("two");
  expect(await errorOf(clientFor(controlPlane.url, "eu-central-1").send(describe))).toMatchObject({ status: 404 });
});

test("With setDefaultConflict another default is not replaced, but the same may be set again", async () => {
  const { iot } = await startWithTwo({ setDefaultConflict: true });
  await iot.send(set("one"));

  expect(await errorOf(iot.send(set("two")))).toEqual({
    name: "ResourceAlreadyExistsException",
    status: 409,
    message: "Authorizer one is the default authorizer already",
  });
  await expect(iot.send(set("one"))).resolves.toBeDefined();
});

test("An unknown authorizer cannot become the default", async () => {
  const { iot } = await start();

  expect(await errorOf(iot.send(set("nobody")))).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  expect(await errorOf(iot.send(set("a b")))).toMatchObject({ name: "InvalidRequestException", status: 400 });
});

test("The default is described as the authorizer is; none is not found", async () => {
  const { iot } = await start();
  expect(await errorOf(iot.send(new DescribeDefaultAuthorizerCommand({})))).toEqual({
    name: "ResourceNotFoundException",
    status: 404,
    message: "No default authorizer is set",
  });
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "printers" }));

  const { authorizerDescription } = await iot.send(new DescribeDefaultAuthorizerCommand({}));

  const same = await iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" }));
  expect(authorizerDescription).toEqual(same.authorizerDescription);
});

test("The default is cleared, the authorizer stays; nothing to clear is not found", async () => {
  const { iot } = await start();
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "printers" }));

  await iot.send(new ClearDefaultAuthorizerCommand({}));

  expect(await errorOf(iot.send(new DescribeDefaultAuthorizerCommand({})))).toMatchObject({ status: 404 });
  await expect(iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" }))).resolves.toBeDefined();
  expect(await errorOf(iot.send(new ClearDefaultAuthorizerCommand({})))).toEqual({
    name: "ResourceNotFoundException",
    status: 404,
    message: "No default authorizer is set",
  });
});
