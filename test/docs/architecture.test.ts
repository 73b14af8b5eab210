import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { architectureSvg } from "../../scripts/architecture";
import { combine, type Part } from "../../scripts/architecture/combine";
import { type Node, readGraph } from "../../scripts/architecture/graph";
import { BOX_WIDTH, layOut } from "../../scripts/architecture/layout";
import { drawSvg } from "../../scripts/architecture/svg";
import { wordsFor } from "../../scripts/architecture/words";

const DOCS = join(__dirname, "..", "..", "docs");
const SVG = readFileSync(join(DOCS, "architecture.svg"), "utf8");

jest.setTimeout(60_000);

describe("docs/architecture.svg", () => {
  it("is what npm run docs draws from the synthesized stack", async () => {
    expect(SVG).toBe(await architectureSvg(join(DOCS, "..")));
  });

  it("is shown in docs/architecture.md, with words for those who cannot see it", () => {
    expect(readFileSync(join(DOCS, "architecture.md"), "utf8")).toMatch(/!\[[^\]]{20,}\]\(architecture\.svg\)/);
  });

  it("can be read in light and in dark, without anything from elsewhere", () => {
    expect(SVG).toContain("prefers-color-scheme: dark");
    expect(SVG.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|href|<script|<image/);
  });

  it("brings a background of its own, so that it can be read on a page that is as dark or light as the reader's system is not", () => {
    expect(SVG.match(/\.page \{ fill: #\w{6} \}/g)).toEqual([".page { fill: #ffffff }", ".page { fill: #0d1117 }"]);
    expect(SVG).toContain('<rect class="page" width="100%" height="100%"');
  });

  it("shows what a configuration can ask for as well, and says by a legend what is what", () => {
    for (const name of ["aws_iot_domain_configuration", "aws_cloudwatch_metric_alarm", "default_set", "access_map"]) {
      expect(SVG).toContain(`>${name}<`);
    }
    for (const words of ["in every stack", "where the configuration asks for it", "read, not made"]) {
      expect(SVG).toContain(`>${words}<`);
    }
  });

  it("has words for everything, none wider than its box", () => {
    const titles = [...SVG.matchAll(/<text class="words"[^>]*>([^<]+)</g)].map(([, words = ""]) => words);
    expect(titles.length).toBeGreaterThan(12);
    expect(titles.filter((words) => words.length > 28 || words.includes("_"))).toEqual([]);
    const small = [...SVG.matchAll(/<text x[^>]*>([^<]+)</g)]
      .map(([, text = ""]) => text)
      .filter((text) => !text.includes(" "));
    expect(small.filter((text) => text.length > 36)).toEqual([]);
  });

  it("has no boxes that overlap", () => {
    const boxes = [...SVG.matchAll(/<rect [^>]*x="([\d.]+)" y="([\d.]+)" width="(\d+)" height="(\d+)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
    expect(boxes.length).toBeGreaterThan(8);
    boxes.forEach(([x = 0, y = 0, width = 0, height = 0], index) => {
      const over = boxes
        .slice(index + 1)
        .filter(([left = 0, top = 0]) => Math.abs(left - x) < width && Math.abs(top - y) < height);
      expect(over).toEqual([]);
    });
  });
});

describe("docs/architecture.md", () => {
  it("links only to files that exist", () => {
    const text = readFileSync(join(DOCS, "architecture.md"), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !existsSync(join(DOCS, target)))).toEqual([]);
  });
});

describe("reading a stack's JSON", () => {
  const expression = (address: string) => `$\{${address}}`;
  const graph = readGraph({
    data: { aws_caller_identity: { current: {} } },
    resource: {
      aws_iam_role: { r: { "//": { metadata: { path: "aws_lambda_function.f" } } } },
      aws_lambda_function: { f: { role: expression("aws_iam_role.r.arn"), count: 0 }, f2: {} },
      aws_lambda_permission: {
        p: {
          function_name: expression("aws_lambda_function.f.name"),
          depends_on: ["aws_iam_role.r"],
          by: expression("data.aws_caller_identity.current.id"),
        },
      },
    },
  });
  const find = (id: string) => graph.find((node) => node.id === id);

  it("finds references in expressions and in depends_on, and leaves out those that follow from others", () => {
    expect(find("aws_lambda_permission.p")?.needs).toEqual([
      "aws_lambda_function.f",
      "data.aws_caller_identity.current",
    ]);
  });

  it("takes neither comments nor the beginnings of longer names for references", () => {
    expect(find("aws_iam_role.r")?.needs).toEqual([]);
    expect(graph.filter(({ needs }) => needs.includes("aws_lambda_function.f2"))).toEqual([]);
  });

  it("tells what is read from what is made, and what is switched off", () => {
    expect(graph.filter(({ isData }) => isData).map(({ id }) => id)).toEqual(["data.aws_caller_identity.current"]);
    expect(graph.filter(({ isOff }) => isOff).map(({ id }) => id)).toEqual(["aws_lambda_function.f"]);
  });
});

describe("putting two graphs together", () => {
  const node = (id: string, more: Partial<Node> = {}): Node => ({
    id,
    type: id.split(".")[0] ?? "",
    name: id.split(".")[1] ?? "",
    isData: false,
    isOff: false,
    needs: [],
    ...more,
  });
  const idsOf = (parts: readonly Part[], filter: (part: Part) => boolean) => parts.filter(filter).map(({ id }) => id);

  it("shows what is only in one of them, or switched off, and takes for optional what the plain one lacks", () => {
    const parts = combine(
      [node("a.x"), node("b.x"), node("c.x", { isOff: true })],
      [node("b.x"), node("c.x"), node("d.x")],
    );
    expect(idsOf(parts, () => true)).toEqual(["a.x", "b.x", "c.x", "d.x"]);
    expect(idsOf(parts, ({ isOptional }) => isOptional)).toEqual(["c.x", "d.x"]);
  });

  it("makes one of those that stand in the same place, but of what Terraform itself keeps", () => {
    const all = [node("alarm.b"), node("alarm.a"), node("user.x", { needs: ["alarm.a", "alarm.b"] })];
    const own = [node("terraform_data.a"), node("terraform_data.b")];
    const parts = combine([], [...all, ...own]);
    expect(parts.map(({ id, names, needs }) => [id, names, needs])).toEqual([
      ["alarm.b", ["a", "b"], []],
      ["terraform_data.a", ["a"], []],
      ["terraform_data.b", ["b"], []],
      ["user.x", ["x"], ["alarm.b"]],
    ]);
  });

  it("calls what nobody has found words for by its name", () => {
    expect(wordsFor("aws_new_thing", "thing")).toBe("thing");
    expect(wordsFor("terraform_data", "access_map")).toBe("Access map");
  });
});

describe("laying a stack out", () => {
  const node = (id: string, ...needs: string[]) => ({ id, needs });
  const nodes = [
    node("a"),
    node("b", "a"),
    node("c", "b"),
    node("d", "b"),
    node("e", "c"),
    node("f", "e", "d"),
    node("z", "f"),
  ];

  it("puts everything below what it needs, and what needs nothing just above what needs it", () => {
    const { places } = layOut([...nodes, node("late"), node("last", "late", "z")]);
    const levelOf = (id: string) => places.get(id)?.level;

    expect(["a", "b", "c", "d", "e", "f", "z", "last"].map(levelOf)).toEqual([0, 1, 2, 2, 3, 4, 5, 6]);
    expect(levelOf("late")).toBe(5);
  });

  it("gives a line that passes a level a place between the boxes", () => {
    const { ways, places } = layOut(nodes);
    const way = ways.find(([from, ...rest]) => from === "d" && rest.at(-1) === "f") ?? [];

    expect(way).toHaveLength(3);
    expect(Math.abs((places.get(way[1] ?? "")?.x ?? 0) - (places.get("e")?.x ?? 0))).toBeGreaterThan(BOX_WIDTH / 2);
  });

  it("draws the same however the resources are ordered in the file", () => {
    const json = (ids: string[]) => ({ resource: { x: Object.fromEntries(ids.map((id) => [id, {}])) } });
    const drawn = (ids: string[]) => drawSvg(combine(readGraph(json(ids)), []));
    expect(drawn(["b", "a", "c"])).toBe(drawn(["c", "b", "a"]));
  });
});
