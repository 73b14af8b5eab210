import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { recordedPlan, verdictOf } from "../recorded-plan";
import { imaginedPlan } from "./imagined-plan";
import { synthesized } from "./synthesized";

const kitchen = { name: "kitchen", group: "printers", secrets: [hashGeneratedSecret(generateSecret())] };

describe("A plan that a test imagines", () => {
  it("equals the recorded plan for the recorded change", async () => {
    const { plan, synthesis } = recordedPlan("updated");
    const before = JSON.stringify(recordedPlan("deployed").synthesis.whole);
    const imagined = imaginedPlan(before, JSON.stringify(synthesis.whole));
    const parts = ({ timestamp, relevant_attributes, ...rest }: Record<string, unknown>) =>
      JSON.parse(
        JSON.stringify(rest, (name, value) =>
          // Members that a review does not read.
          /sensitive|^depends_on$|^schema_version$/.test(name) ? undefined : value,
        ),
      );
    expect(parts(imagined.plan)).toEqual(parts(plan));
    expect(verdictOf(imagined)).toEqual(verdictOf({ plan, synthesis }));
  });

  it("is of the stack that the recorded plans are of", async () => {
    const parts = (text: string) => {
      // CDKTF's metadata in "//" is a comment for Terraform; digests of users differ from run to run.
      const { resource, output, data, provider } = JSON.parse(text, (name, value) =>
        name === "//" ? undefined : value,
      );
      resource.terraform_data.access_map = undefined;
      return { resource, output, data, provider };
    };
    const recorded = JSON.stringify(recordedPlan("deployed").synthesis.whole);
    expect(parts(await synthesized({}, { users: [kitchen] }))).toEqual(parts(recorded));
  });
});
