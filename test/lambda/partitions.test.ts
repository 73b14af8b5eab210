import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dnsSuffixOf, partitionOf, REGIONS } from "../../lambda/partitions";

/** A partition as AWS publishes it in its SDK for JavaScript. */
interface Published {
  readonly id: string;
  readonly outputs: { readonly dnsSuffix: string };
  readonly regions: Readonly<Record<string, unknown>>;
}

const file = "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
const source = readFileSync(join(dirname(require.resolve("@aws-sdk/core/package.json")), file), "utf8");
const { partitions } = JSON.parse(source.replace(/^export const partitionsInfo = /, "").replace(/;[^;]*$/, "")) as {
  readonly partitions: readonly Published[];
};
const published = partitions.flatMap(({ id, outputs, regions }) =>
  Object.keys(regions)
    .filter((region) => !region.endsWith("-global"))
    .map((region) => ({ region, id, suffix: outputs.dnsSuffix })),
);

describe("Regions", () => {
  it("are those that AWS has published", () => {
    expect([...REGIONS].sort()).toEqual(published.map(({ region }) => region).sort());
  });

  it.each(published)("are in the partition that AWS says, with its host names: $region", ({ region, id, suffix }) => {
    expect(partitionOf(region)).toBe(id);
    expect(dnsSuffixOf(region)).toBe(suffix);
  });

  it("that are newer than the table are in the partition that their name begins like", () => {
    expect(["eu-west-9", "cn-south-1", "us-gov-central-1", "us-isoe-east-1"].map(partitionOf)).toEqual([
      "aws",
      "aws-cn",
      "aws-us-gov",
      "aws",
    ]);
  });
});
