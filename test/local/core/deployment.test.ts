import { RegionState } from "../../../local/control-plane/resources/control-plane-store";
import { type Deployment, deploy } from "../../../local/core/deployment";
import { Functions } from "../../../local/functions/functions";
import { FakeClock } from "../fake-clock";

const deployment = (change: Partial<Deployment> = {}): Deployment => ({
  stackName: "printers",
  function: { zip: Buffer.from("zip"), handler: "index.handler" },
  authorizer: { name: "login", signingDisabled: true },
  ...change,
});

describe("a deployment without Terraform", () => {
  const region = new RegionState("cn-north-1", "123456789012", undefined);
  const functions = new Functions();
  const clock = new FakeClock();

  it("creates function, permission and authorizer, in the Region's partition", () => {
    expect(deploy(deployment(), region, functions, clock)).toEqual({
      functionArn: "arn:aws-cn:lambda:cn-north-1:123456789012:function:printers",
      authorizerArn: "arn:aws-cn:iot:cn-north-1:123456789012:authorizer/login",
    });
    expect(functions.get("arn:aws-cn:lambda:cn-north-1:123456789012:function:printers")?.permissions).toEqual([
      {
        ...{ statementId: "iot", action: "lambda:InvokeFunction", principal: "iot.amazonaws.com" },
        sourceArn: "arn:aws-cn:iot:cn-north-1:123456789012:authorizer/login",
        sourceAccount: "123456789012",
      },
    ]);
    expect(region.authorizer("login")).toMatchObject({ status: "ACTIVE", signingDisabled: true });
    expect(region.defaultAuthorizer).toBeUndefined();
  });

  it("sets the default, clears it, and keeps another authorizer's default", () => {
    deploy(deployment({ setAsDefault: true }), region, functions, clock);
    expect(region.defaultAuthorizerName).toBe("login");
    deploy(deployment({ authorizer: { name: "other" } }), region, functions, clock);
    expect(region.defaultAuthorizerName).toBe("login");
    deploy(deployment(), region, functions, clock);
    expect(region.defaultAuthorizerName).toBeUndefined();
  });

  it("creates its table with the first items, and keeps existing items when it is repeated", () => {
    const table = { name: "printers-users", hashKey: "name", items: [{ name: "demo-1" }] };
    deploy(deployment({ table }), region, functions, clock);
    const made = region.tables.get("printers-users");
    expect(made.get("demo-1")).toEqual({ name: { S: "demo-1" } });

    made.put({ name: { S: "printer-7" } });
    made.delete("demo-1");
    deploy(deployment({ table }), region, functions, clock);
    deploy(deployment(), region, functions, clock);
    expect(region.tables.get("printers-users").after(undefined)).toEqual([{ name: { S: "printer-7" } }]);
  });

  it("keeps the date of creation when it is repeated", () => {
    const { creationDate } = region.authorizer("login");
    clock.advance(60_000);
    deploy(deployment({ authorizer: { name: "login", status: "INACTIVE" } }), region, functions, clock);
    expect(region.authorizer("login")).toMatchObject({
      creationDate,
      lastModifiedDate: clock.now(),
      status: "INACTIVE",
    });
  });
});
