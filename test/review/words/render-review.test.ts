import { marker, renderMarkdown, renderText } from "../../../review/words/render-review";
import { type Block, say } from "../../../review/words/sentence";

const BLOCKS: Block[] = [
  { kind: "title", sentence: say`${"fleet"}: access widens` },
  { kind: "paragraph", sentence: say`Resources: ${2} to add.` },
  { kind: "section", title: "Warnings", items: [say`Beware of ${"a`b"}.`] },
  { kind: "section", title: "Resources", items: [say`add ${"x.y"}`], folded: true },
];

describe("renderMarkdown", () => {
  it("begins with the stack's marker, and folds the list of resources", () => {
    expect(renderMarkdown("fleet", BLOCKS)).toBe(
      [
        "<!-- iot-auth review: fleet -->",
        "## `fleet`: access widens",
        "",
        "Resources: 2 to add.",
        "",
        "### Warnings",
        "",
        "- Beware of ``a`b``.",
        "",
        "<details>",
        "<summary>Resources</summary>",
        "",
        "- add `x.y`",
        "",
        "</details>",
      ].join("\n"),
    );
  });

  it("cuts text that is too long for GitHub, says so, and closes all tags", () => {
    const items = Array.from({ length: 3000 }, (_, index) => say`add ${`aws_iot_thing.number_${index}`}`);
    const whole = renderMarkdown("fleet", [
      ...BLOCKS.slice(0, 3),
      { kind: "section", title: "Resources", items, folded: true },
    ]);
    expect(whole.length).toBeLessThan(65_536);
    expect(whole).toContain("Beware of");
    expect(whole).toMatch(/\n<\/details>\n\n\*\*The rest is left out, because a comment holds no more\.\*\* Run .*$/);
  });

  it("marks each stack differently", () => {
    expect(marker("fleet-dev")).not.toBe(marker("fleet"));
    expect(marker("fleet-dev").startsWith(marker("fleet"))).toBe(false);
  });
});

describe("renderText", () => {
  it("writes the same blocks without Markdown", () => {
    expect(renderText(BLOCKS)).toBe(
      'fleet: access widens\n\nResources: 2 to add.\n\nWarnings:\n  - Beware of "a`b".\n\nResources:\n  - add x.y',
    );
  });
});
