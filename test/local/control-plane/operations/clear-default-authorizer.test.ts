import {
  ClearDefaultAuthorizerCommand,
  CreateAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  SetDefaultAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

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
