import type { Node } from "./graph";
import { type Layout, layOut, type Place } from "./layout";

const [BOX_WIDTH, BOX_HEIGHT, LEVEL, MARGIN] = [196, 46, 82, 16];
const LEGEND =
  "upper is made first, lower is destroyed first · no fill: read, not made · dashed: off in this configuration";
const [LEGEND_WIDTH, LEGEND_HEIGHT] = [600, 12];

/** Colours for light and for dark, as the reader's system has it; a page that embeds the picture cannot set them. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .type { font-size: 11px; fill: #59636e }
  .box { fill: #f6f8fa; stroke: #59636e }
  .data { fill: none }
  .off { stroke-dasharray: 5 3 }
  .way { fill: none; stroke: #818b98; stroke-width: 1.3 }
  #end path { fill: #818b98 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .type { fill: #9198a1 }
    .box { fill: #151b23; stroke: #9198a1 }
    .data { fill: none }
    .way { stroke: #9198a1 }
    #end path { fill: #9198a1 }
  }
`;

/** A picture of a stack: what is made first stands on top, and an arrow leads from it to whatever needs it. */
export function drawSvg(nodes: readonly Node[]): string {
  const layout = layOut(nodes);
  const width = MARGIN * 2 + Math.max(layout.width, LEGEND_WIDTH);
  const height = MARGIN * 3 + (layout.levels - 1) * LEVEL + BOX_HEIGHT + LEGEND_HEIGHT;
  const legend = `<text class="type" x="${MARGIN}" y="${height - MARGIN}">${LEGEND}</text>`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>Resources of the stack, and what each needs first</title>",
    `<style>${STYLE}</style>`,
    '<defs><marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ...layout.ways.map((way) => drawWay(way, layout)),
    ...nodes.map((node) => drawBox(node, layout.places.get(node.id))),
    legend,
    "</svg>",
  ].join("\n")}\n`;
}

const topOf = ({ level }: Place) => MARGIN + level * LEVEL;
const middleOf = ({ x }: Place) => MARGIN + x;

function drawBox({ type, name, isData, isOff }: Node, place: Place | undefined): string {
  if (!place) return "";
  const [x, y] = [middleOf(place) - BOX_WIDTH / 2, topOf(place)];
  const classes = ["box", ...(isData ? ["data"] : []), ...(isOff ? ["off"] : [])].join(" ");
  return [
    `<rect class="${classes}" x="${x}" y="${y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"/>`,
    `<text class="type" x="${x + 10}" y="${y + 18}">${type}</text>`,
    `<text x="${x + 10}" y="${y + 36}">${name}</text>`,
  ].join("");
}

/** Curves between levels, straight lines through them. */
function drawWay(way: readonly string[], { places }: Layout): string {
  const stops = way.flatMap((id) => places.get(id) ?? []);
  const curves = stops.slice(1).map((to, index) => {
    const from = stops[index] ?? to;
    const [start, end] = [topOf(from) + BOX_HEIGHT, topOf(to)];
    const half = (start + end) / 2;
    const through = index === stops.length - 2 ? "" : ` V${end + BOX_HEIGHT}`;
    return `C${middleOf(from)} ${half} ${middleOf(to)} ${half} ${middleOf(to)} ${end}${through}`;
  });
  const [first] = stops;
  if (!first) return "";
  const start = `M${middleOf(first)} ${topOf(first) + BOX_HEIGHT}`;
  return `<path class="way" marker-end="url(#end)" d="${start} ${curves.join(" ")}"/>`;
}
