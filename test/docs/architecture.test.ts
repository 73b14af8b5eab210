import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mermaid, withDiagram } from "../../scripts/draw-architecture";
import { combine, type Part } from "../../scripts/stack-graph/combine";
import { type Node, readGraph } from "../../scripts/stack-graph/read-graph";
import { wordsFor } from "../../scripts/stack-graph/words";

const DOCS = join(__dirname, "..", "..", "docs");
const PAGE = readFileSync(join(DOCS, "architecture.md"), "utf8");

jest.setTimeout(60_000);

describe("docs/architecture.md", () => {
  it("has the diagram of the synthesized stack; if not, run: npm run docs", async () => {
    expect(await withDiagram(PAGE, join(DOCS, ".."))).toBe(PAGE);
  });

  it("shows required and optional resources in its diagram, and has a label for each of them", () => {
    const boxes = [...PAGE.matchAll(/^ {2}\w+[[(]+"<b>([^<]+)<\/b><br\/>\w+<br\/>([^"]+)"/gm)];
    const names = boxes.flatMap(([, , all = ""]) => all.split(", "));
    expect(names).toEqual(expect.arrayContaining(["default_set", "access_map", "authorizer"]));
    expect(PAGE).toContain("aws_iot_domain_configuration");
    expect(boxes.filter(([, words = ""]) => words.includes("_"))).toEqual([]);
    expect(boxes.length).toBeGreaterThan(12);
  });

  it("links only to files that exist", () => {
    const text = readFileSync(join(DOCS, "architecture.md"), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(0);
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

  it("finds references in expressions and in depends_on, and leaves out those that other references imply", () => {
    expect(find("aws_lambda_permission.p")?.needs).toEqual([
      "aws_lambda_function.f",
      "data.aws_caller_identity.current",
    ]);
  });

  it("does not take comments or beginnings of longer names for references", () => {
    expect(find("aws_iam_role.r")?.needs).toEqual([]);
    expect(graph.filter(({ needs }) => needs.includes("aws_lambda_function.f2"))).toEqual([]);
  });

  it("marks data sources, and resources whose count is 0", () => {
    expect(graph.filter(({ isData }) => isData).map(({ id }) => id)).toEqual(["data.aws_caller_identity.current"]);
    expect(graph.filter(({ isOff }) => isOff).map(({ id }) => id)).toEqual(["aws_lambda_function.f"]);
  });
});

describe("combining the graphs of two stacks", () => {
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

  it("has the nodes of both, and marks as optional those that the first stack lacks or switches off", () => {
    const parts = combine(
      [node("a.x"), node("b.x"), node("c.x", { isOff: true })],
      [node("b.x"), node("c.x"), node("d.x")],
    );
    expect(idsOf(parts, () => true)).toEqual(["a.x", "b.x", "c.x", "d.x"]);
    expect(idsOf(parts, ({ isOptional }) => isOptional)).toEqual(["c.x", "d.x"]);
  });

  it("joins nodes of the same type and references into one, except terraform_data", () => {
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

  it("labels a resource that has no words with its name", () => {
    expect(wordsFor("aws_new_thing", "thing")).toBe("thing");
    expect(wordsFor("terraform_data", "access_map")).toBe("Access map");
  });
});

describe("drawing a stack", () => {
  it("draws the same diagram for any order of the resources in the file", () => {
    const json = (ids: string[]) => ({ resource: { x: Object.fromEntries(ids.map((id) => [id, {}])) } });
    const drawn = (ids: string[]) => mermaid(combine(readGraph(json(ids)), []));
    expect(drawn(["b", "a", "c"])).toBe(drawn(["c", "b", "a"]));
    expect(drawn(["b", "a", "c"])).toContain("a, b, c");
  });

  it("draws an arrow from the resource that is made first, and marks data sources and optional resources", () => {
    const part = { type: "aws_iam_role", isData: false, isOptional: false, names: ["r"], needs: [] };
    const drawn = mermaid([
      { ...part, id: "aws_iam_role.r" },
      { ...part, id: "data.x.y", type: "x", isData: true, isOptional: true, names: ["y"], needs: ["aws_iam_role.r"] },
    ]);
    expect(drawn.split("\n")).toEqual([
      "flowchart TD",
      '  aws_iam_role_r["<b>Role of the function</b><br/>aws_iam_role<br/>r"]',
      '  data_x_y(["<b>y</b><br/>x<br/>y"]):::optional',
      "  aws_iam_role_r --> data_x_y",
      "  classDef optional stroke-dasharray: 5 5",
    ]);
  });
});
