import { Functions } from "../../../local/functions/functions";
import { StandInOptionError } from "../../../local/local-errors";
import { FUNCTION_ARN } from "./deploy";
import { makeZip } from "./make-zip";

const permission = { statementId: "iot", action: "lambda:InvokeFunction", principal: "iot.amazonaws.com" };
let functions: Functions;

const answers = (value: string) => makeZip({ "index.js": `exports.handler = async () => ${value}` });

beforeEach(async () => {
  functions = new Functions();
  const zip = await answers("process.env.NAME + ' one'");
  functions.register({
    functionArn: FUNCTION_ARN,
    functionName: "login",
    handler: "index.handler",
    environment: { NAME: "first" },
    zip,
    permissions: [permission],
  });
});

afterEach(() => functions.close());

const call = async () => {
  const outcome = await functions.get(FUNCTION_ARN)?.invoke({});
  return outcome?.ok ? outcome.payload : outcome?.errorType;
};

test("A function is found by its ARN, also with a version or alias", () => {
  expect(functions.get(`${FUNCTION_ARN}:live`)).toBe(functions.get(FUNCTION_ARN));
  expect(functions.get("arn:aws:lambda:us-east-1:123456789012:function:other")).toBeUndefined();
});

test("New code and a new environment take effect for the next call; permissions stay", async () => {
  expect(await call()).toBe("first one");

  functions.update(FUNCTION_ARN, { zip: await answers("process.env.NAME + ' two'") });
  expect(await call()).toBe("first two");

  functions.update(FUNCTION_ARN, { environment: { NAME: "second" } });
  expect(await call()).toBe("second two");
  expect(functions.get(FUNCTION_ARN)?.permissions).toEqual([permission]);
});

test("A running call ends with the code that it began with", async () => {
  functions.update(FUNCTION_ARN, { zip: await answers("new Promise((r) => setTimeout(() => r('old'), 30))") });
  const old = call();
  await new Promise((resolve) => setImmediate(resolve));

  functions.update(FUNCTION_ARN, { zip: await answers("'new'") });

  expect(await Promise.all([old, call()])).toEqual(["old", "new"]);
});

test("Statements of the resource policy change without a restart of the function", async () => {
  functions.update(FUNCTION_ARN, {
    zip: await makeZip({ "index.js": "let n = 0; exports.handler = async () => ++n" }),
  });
  await call();

  functions.setPermissions(FUNCTION_ARN, (permissions) => [...permissions, { ...permission, statementId: "b" }]);

  expect(functions.get(FUNCTION_ARN)?.permissions.map(({ statementId }) => statementId)).toEqual(["iot", "b"]);
  expect(await call()).toBe(2);
});

test("A removed function cannot be found, and changes of an unknown function do nothing", () => {
  functions.remove(FUNCTION_ARN);
  functions.remove(FUNCTION_ARN);
  functions.update(FUNCTION_ARN, { handler: "a.b" });
  functions.setPermissions(FUNCTION_ARN, () => [permission]);

  expect(functions.get(FUNCTION_ARN)).toBeUndefined();
});

test.each(["login", `${FUNCTION_ARN}:live`])(
  "%s cannot be registered: the ARN must be a function's own",
  (functionArn) => {
    const register = () => functions.register({ functionArn, functionName: "login", handler: "index.handler" });

    expect(register).toThrow(StandInOptionError);
    expect(register).toThrow(
      `functionArn must be the ARN of a Lambda function without version or alias, got: ${functionArn}. ` +
        "Write arn:aws:lambda:<region>:<account>:function:<name>.",
    );
  },
);
