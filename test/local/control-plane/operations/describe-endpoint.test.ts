import { DescribeEndpointCommand } from "@aws-sdk/client-iot";
import { clientFor, closeAll, errorOf, start } from "../start";

afterEach(closeAll);

const TYPES = ["iot:Data", "iot:Data-ATS", "iot:CredentialProvider", "iot:Jobs"] as const;

const addresses = async (options = {}, region = "us-east-1") => {
  const { controlPlane } = await start(options);
  const iot = clientFor(controlPlane.url, region);
  const answers = TYPES.map((endpointType) => iot.send(new DescribeEndpointCommand({ endpointType })));
  return (await Promise.all(answers)).map(({ endpointAddress }) => endpointAddress);
};

test("Addresses are like AWS's, and the same for an account, Region and type each time", async () => {
  const [data, ats, credentials, jobs] = await addresses();
  const prefix = data?.split(".")[0];

  expect(data).toMatch(/^a[a-z0-9]{13}\.iot\.us-east-1\.amazonaws\.com$/);
  expect(ats).toBe(`${prefix}-ats.iot.us-east-1.amazonaws.com`);
  expect(credentials).toMatch(/^a[a-z0-9]{13}\.credentials\.iot\.us-east-1\.amazonaws\.com$/);
  expect(jobs).toMatch(/^a[a-z0-9]{13}\.jobs\.iot\.us-east-1\.amazonaws\.com$/);
  expect(await addresses()).toEqual([data, ats, credentials, jobs]);
});

test("Another account, and another Region, have other addresses", async () => {
  const all = [
    ...(await addresses()),
    ...(await addresses({ accountId: "210987654321" })),
    ...(await addresses({}, "cn-north-1")),
  ];

  expect(new Set(all).size).toBe(12);
  expect(all[9]).toMatch(/^a[a-z0-9]{13}-ats\.iot\.cn-north-1\.amazonaws\.com\.cn$/);
});

test("The address of the data endpoints may be configured", async () => {
  const [data, ats, credentials] = await addresses({ dataEndpoint: "localhost:8443" });

  expect([data, ats]).toEqual(["localhost:8443", "localhost:8443"]);
  expect(credentials).toMatch(/amazonaws\.com$/);
});

test("Without a type the address of iot:Data is returned; an unknown type is refused", async () => {
  const { iot } = await start();

  expect((await iot.send(new DescribeEndpointCommand({}))).endpointAddress).toBe((await addresses())[0]);
  expect(await errorOf(iot.send(new DescribeEndpointCommand({ endpointType: "iot:Dataa" })))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message:
      "1 validation error detected: Value at 'endpointType' failed to satisfy constraint: " +
      "Member must satisfy enum value set: [iot:Data, iot:Data-ATS, iot:CredentialProvider, iot:Jobs]",
  });
});
