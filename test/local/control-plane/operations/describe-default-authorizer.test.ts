import {
  CreateAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  SetDefaultAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

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
