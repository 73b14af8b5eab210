import { DescribeDomainConfigurationCommand } from "@aws-sdk/client-iot";
import { createCustomDomain, domainConfigurationName } from "../domain";
import { clientFor, closeAll, errorOf, start } from "../start";

afterEach(closeAll);

test("A domain configuration is described in its own Region only", async () => {
  const { controlPlane, iot } = await start();
  await createCustomDomain(iot);
  const describe = new DescribeDomainConfigurationCommand({ domainConfigurationName });

  expect(await iot.send(describe)).toMatchObject({ domainName: "iot.example.com" });
  expect(await errorOf(clientFor(controlPlane.url, "eu-central-1").send(describe))).toEqual({
    name: "ResourceNotFoundException",
    status: 404,
    message: "Domain configuration fleet does not exist",
  });
});
