import { zip } from "../../../../infra/packaging/zip";
import { comparePlanFile } from "../../../../review/trusted/plan-file/compare-plan-file";
import { recordedPlan } from "../../recorded-plan";

/** Returns a Protocol Buffers field with a text or a message. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  // Numbers above 15 take two bytes.
  const tag = (number << 3) | 2;
  return Buffer.concat([
    Buffer.from(tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]),
    Buffer.from([bytes.length]),
    bytes,
  ]);
}

/** Returns the first fields that Terraform writes into `tfplan`, such as its version, the backend and the time. */
const header = ({ timestamp = "2027-01-01T00:00:00Z", workspace = "default" } = {}) =>
  Buffer.concat([
    Buffer.from([8, 3]),
    field(13, Buffer.concat([field(1, "local"), field(3, workspace)])),
    field(14, "1.11.4"),
    field(21, timestamp),
  ]);

describe("What a plan file has besides its JSON", () => {
  const { plan, synthesis } = recordedPlan("updated");
  const written = JSON.stringify(synthesis.whole);
  const file = (files: Readonly<Record<string, string | Buffer>>) =>
    zip(
      Object.fromEntries(
        Object.entries({ tfplan: header(), "tfconfig/m-/cdk.tf.json": written, ...files }).map(([name, content]) => [
          name,
          Buffer.from(content as string),
        ]),
      ),
    );
  const compare = async (files: Readonly<Record<string, string | Buffer>>) =>
    comparePlanFile(await file(files), synthesis, plan);

  it("is no difference for the plan file of the JSON", async () => {
    expect(plan.timestamp).toBe("2027-01-01T00:00:00Z");
    expect(await compare({})).toEqual([]);
  });

  it("is a difference if the JSON is of another plan, such as an earlier one", async () => {
    expect(await compare({ tfplan: header({ timestamp: "2027-01-01T00:00:01Z" }) })).toEqual([
      {
        part: "tfplan",
        path: "timestamp",
        problem: "is of another plan than the JSON, which was made at another time",
      },
    ]);
  });

  it("is a difference if the state is that of another workspace", async () => {
    expect(await compare({ tfplan: header({ workspace: "other" }) })).toEqual([
      { part: "tfplan", path: "workspace", problem: "is not default: the state is another one" },
    ]);
  });

  it("is a difference if lifecycle, the backend or a block differs, or there is another file", async () => {
    const whole = JSON.parse(written);
    whole.terraform.backend = { local: { path: "elsewhere.tfstate" } };
    whole.resource.aws_iam_role.authorizer.lifecycle = { ignore_changes: ["assume_role_policy"] };
    whole.moved = [{ from: "aws_iam_role.other", to: "aws_iam_role.authorizer" }];
    const found = await compare({ "tfconfig/m-/cdk.tf.json": JSON.stringify(whole), "tfconfig/m-/more.tf": "" });
    expect(found.map(({ path }) => path).sort()).toEqual([
      "moved",
      "resource.aws_iam_role",
      "terraform.backend",
      "tfconfig/m-/more.tf",
    ]);
  });

  it("is refused if a block is repeated, since Terraform reads both", async () => {
    const twice = written.replace('"terraform":', '"terraform":{"backend":{"s3":{}}},"terraform":');
    expect(twice).not.toBe(written);
    await expect(compare({ "tfconfig/m-/cdk.tf.json": twice })).rejects.toThrow("has a field twice in one object");
  });

  it.each([
    ["no plan in it", Buffer.from([8]), "its tfplan cannot be read"],
    ["a field that is longer than it", Buffer.from([0x6a, 100, 1]), "its tfplan cannot be read"],
    ["a kind of field that there is not", Buffer.from([0x0b]), "its tfplan cannot be read"],
  ])("is refused if it has %s", async (_, tfplan, reason) => {
    await expect(compare({ tfplan })).rejects.toThrow(reason);
  });

  it("is refused without a plan or a configuration", async () => {
    const without = zip({ "tfconfig/m-/cdk.tf.json": Buffer.from(written) });
    await expect(comparePlanFile(await without, synthesis, plan)).rejects.toThrow("it holds no tfplan");
    await expect(comparePlanFile(await zip({ tfplan: header() }), synthesis, plan)).rejects.toThrow(
      "it holds no tfconfig/m-/cdk.tf.json",
    );
  });
});
