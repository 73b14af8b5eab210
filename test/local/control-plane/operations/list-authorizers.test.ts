import {
  CreateAuthorizerCommand,
  type IoTClient,
  ListAuthorizersCommand,
  type ListAuthorizersCommandInput,
} from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, start, unsigned } from "../start";

let iot: IoTClient;

beforeAll(async () => {
  ({ iot } = await start());
  for (const [name, status] of [
    ["c", "ACTIVE"],
    ["a", "INACTIVE"],
    ["e", "ACTIVE"],
    ["b", "ACTIVE"],
    ["d", "INACTIVE"],
  ] as const) {
    await iot.send(new CreateAuthorizerCommand({ ...unsigned(name), status }));
  }
});
afterAll(closeAll);

const list = async (input: ListAuthorizersCommandInput) => {
  const { authorizers = [], nextMarker } = await iot.send(new ListAuthorizersCommand(input));
  return { names: authorizers.map(({ authorizerName }) => authorizerName).join(""), nextMarker };
};

test("Name and ARN of each authorizer are listed, in the requested order", async () => {
  const { authorizers } = await iot.send(new ListAuthorizersCommand({ ascendingOrder: true }));

  expect(authorizers?.[0]).toEqual({ authorizerName: "a", authorizerArn: authorizerArn("a") });
  expect(await list({ ascendingOrder: true })).toEqual({ names: "abcde", nextMarker: undefined });
  expect(await list({ ascendingOrder: false })).toMatchObject({ names: "edcba" });
  expect(await list({})).toMatchObject({ names: "edcba" });
});

test("Only authorizers with the given status are listed", async () => {
  expect(await list({ ascendingOrder: true, status: "ACTIVE" })).toMatchObject({ names: "bce" });
  expect(await list({ ascendingOrder: true, status: "INACTIVE" })).toMatchObject({ names: "ad" });
});

test.each([true, false])("Pages hold each authorizer once (ascending: %s)", async (ascendingOrder) => {
  const pages: string[] = [];
  let marker: string | undefined;
  do {
    const page = await list({ ascendingOrder, pageSize: 2, ...(marker !== undefined && { marker }) });
    pages.push(page.names);
    marker = page.nextMarker;
  } while (marker !== undefined);

  expect(pages).toEqual(ascendingOrder ? ["ab", "cd", "e"] : ["ed", "cb", "a"]);
});

test("The last page has no marker", async () => {
  expect(await list({ pageSize: 5 })).toMatchObject({ nextMarker: undefined });
});

test.each([
  [
    { pageSize: 0 },
    "Value at 'pageSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { pageSize: 251 },
    "Value at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to 250",
  ],
  [
    { pageSize: 1.5 },
    "Value at 'pageSize' failed to satisfy constraint: Member must satisfy regular expression pattern: -?[0-9]+",
  ],
  [
    { marker: "%" },
    "Value at 'marker' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}",
  ],
  [
    { status: "ON" as "ACTIVE" },
    "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [ACTIVE, INACTIVE]",
  ],
])("%j is outside the API's limits", async (input, message) => {
  expect(await errorOf(list(input))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message: `1 validation error detected: ${message}`,
  });
});

test("A marker of no page is refused", async () => {
  expect(await errorOf(list({ marker: "////" }))).toMatchObject({
    name: "InvalidRequestException",
    message: "marker must be one that ListAuthorizers answered",
  });
});
