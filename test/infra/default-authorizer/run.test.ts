import { AwsCallError, AwsEnvironmentError } from "../../../aws/aws-call-error";
import { run } from "../../../infra/default-authorizer/run";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { FakeIot } from "./fake-iot";
import { input, OURS, OWNER, runStep } from "./run-step";

async function runWith(args: readonly string[], connect = jest.fn(async () => new FakeIot())) {
  const lines: string[] = [];
  const code = await run({
    arguments: args,
    environment: { [INPUT_VARIABLE]: JSON.stringify(input()) },
    out: () => {},
    err: (line) => lines.push(line),
    connect,
    connectSweep: () => Promise.reject(new Error("nothing to sweep")),
    wait: async () => {},
  });
  return { code, lines, connected: connect.mock.calls.length };
}

test.each([[[]], [["clear"]], [["set", "release"]]])("refuses the command %j without a call of AWS", async (args) => {
  expect(await runWith(args)).toEqual({
    code: EXIT.badInput,
    lines: [`The command must be \`set\`, \`release\`, \`guard\` or \`sweep\`, got: "${args.join(" ")}".`],
    connected: 0,
  });
});

test.each([
  ["missing credentials", new AwsCallError("sts:GetCallerIdentity", "credentials", "none."), EXIT.credentials],
  ["a call that AWS denies", new AwsCallError("iot:TagResource", "denied", "no."), EXIT.aws],
  ["a failed connection to AWS", new AwsCallError("iot:TagResource", "transient", "no."), EXIT.aws],
  [
    "a wrong environment variable",
    new AwsEnvironmentError("`AWS_CA_BUNDLE` must name a readable file."),
    EXIT.badInput,
  ],
])("ends with the exit code for %s", async (_title, error, code) => {
  const connect = jest.fn<Promise<FakeIot>, []>(() => Promise.reject(error));
  expect(await runWith(["set"], connect)).toEqual({ code, lines: [error.message], connected: 1 });
});

test("prints an unexpected error as one line with exit code 1", async () => {
  const iot = new FakeIot().add(OURS, { owner: OWNER });
  iot.before = () => {
    throw new TypeError("x is not a function");
  };
  expect(await runStep(iot, "set")).toMatchObject({
    code: EXIT.unexpected,
    lines: ["Unexpected: TypeError: x is not a function"],
  });
});
