import fc from "fast-check";
import { HANDLER } from "../../lambda/contract";
import { codePoint } from "../helpers/code-point";
import { type DeployedHandler, decision, deployHandler } from "./helpers/deployed-handler";
import { EVENTS, withPasswords } from "./helpers/events";

const REFUSED = {
  isAuthenticated: false,
  principalId: "refused",
  policyDocuments: [],
  disconnectAfterInSeconds: 300,
  refreshAfterInSeconds: 300,
};

let deployed: DeployedHandler;
beforeAll(async () => {
  deployed = await deployHandler();
});
afterAll(() => deployed.remove());

/** Returns texts that must not be logged or returned: passwords, plain and encoded, and stored secrets. */
function secrets(): string[] {
  const plain = Object.values(deployed.passwords);
  const encoded = plain.map((password) => Buffer.from(password).toString("base64").replace(/=+$/, ""));
  return [
    ...plain,
    ...encoded,
    ...deployed.storedSecrets.flatMap((secret) => secret.split("$").filter((part) => part.length > 20)),
  ];
}

describe.each(EVENTS)("the event $name", ({ event, expect: expected }) => {
  it(`is ${expected.outcome}${expected.reason ? `: ${expected.reason}` : ""}, in one line of the log`, async () => {
    const { response, lines } = await deployed.invoke(withPasswords(event, deployed.passwords));

    const { event: kind, milliseconds, clientId, connectionId, ...rest } = decision(lines);
    expect(rest).toEqual(expected);
    expect(kind).toBe("decision");
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(response.isAuthenticated).toBe(expected.outcome === "allowed");
    if (expected.outcome === "refused") expect(response).toEqual(REFUSED);
  });

  it("puts no secret into the log or the answer", async () => {
    const { response, lines } = await deployed.invoke(withPasswords(event, deployed.passwords));
    const written = lines.join("\n") + JSON.stringify(response);
    for (const secret of secrets()) expect(written).not.toContain(secret);
  });
});

it("is what Lambda is told to call: the export `handler` of the file `index`", () => {
  expect(HANDLER).toBe("index.handler");
});

describe("a login that succeeds", () => {
  it("gets its group's policy with its own name in it, in the Region and account of the function", async () => {
    const { event } = EVENTS.find(({ name }) => name === "mqtt-right-password") ?? { event: undefined };
    const { response } = await deployed.invoke(withPasswords(event, deployed.passwords));

    const arn = "arn:aws:iot:us-east-1:123456789012";
    const mac = "00:11:62:aa:bb:cc";
    expect(response).toEqual({
      isAuthenticated: true,
      principalId: expect.stringMatching(/^001162aabbccx[0-9a-f]{24}$/),
      policyDocuments: [
        {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: ["iot:Connect"], Resource: [`${arn}:client/${mac}`] },
            { Effect: "Allow", Action: ["iot:Publish"], Resource: [`${arn}:topic/star/cloudprnt/to-server/${mac}/*`] },
            {
              Effect: "Allow",
              Action: ["iot:Subscribe"],
              Resource: [`${arn}:topicfilter/star/cloudprnt/to-device/${mac}/*`],
            },
            { Effect: "Allow", Action: ["iot:Receive"], Resource: [`${arn}:topic/star/cloudprnt/to-device/${mac}/*`] },
          ],
        },
      ],
      disconnectAfterInSeconds: 86_400,
      refreshAfterInSeconds: 900,
    });
  });
});

describe("an invalid event", () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.constantFrom("00:11:62:aa:bb:cc", "person-1", "constructor", "__proto__", "*", "", "?", "a?b"),
  );
  const anything = fc.oneof({ depthSize: "small" }, fc.jsonValue(), text);
  const shaped = fc.record(
    {
      token: anything,
      signatureVerified: anything,
      protocols: anything,
      protocolData: fc.oneof(
        anything,
        fc.record(
          {
            tls: anything,
            http: anything,
            mqtt: fc.oneof(
              anything,
              fc.record({ username: anything, password: anything, clientId: anything }, { requiredKeys: [] }),
              fc.record({ username: text, password: text, clientId: text }),
            ),
          },
          { requiredKeys: [] },
        ),
      ),
      connectionMetadata: fc.oneof(anything, fc.record({ id: anything })),
    },
    { requiredKeys: [] },
  );

  it("is refused with a valid response and one line in the log", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), shaped), async (event) => {
        const { response, lines } = await deployed.invoke(JSON.parse(JSON.stringify(event)));
        expect(response).toEqual(REFUSED);
        expect(decision(lines).outcome).toBe("refused");
        expect(lines[0]).not.toContain("\n");
      }),
      {
        numRuns: 300,
        examples: [[null], [[]], [7], ["text"], [true], [{}]] as [never][],
      },
    );
  });

  it.each([null, 7, {}, { invokedFunctionArn: 7 }, { invokedFunctionArn: "function:x" }])(
    "is refused if the context holds no valid function ARN: context %j",
    async (context) => {
      const { event } = EVENTS.find(({ name }) => name === "mqtt-right-password") ?? { event: undefined };
      const { response, lines } = await deployed.invoke(withPasswords(event, deployed.passwords), context);
      expect(response).toEqual(REFUSED);
      expect(decision(lines)).toMatchObject({ outcome: "refused", reason: "internal-error" });
    },
  );
});
