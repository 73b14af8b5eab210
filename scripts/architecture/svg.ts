import type { Part } from "./combine";
import { BOX_HEIGHT, BOX_WIDTH, type Layout, LEVEL_HEIGHT, layOut, type Place } from "./layout";
import { legend, legendWidth } from "./legend";
import { wordsFor } from "./words";

const MARGIN = 24;
const [TITLE_HEIGHT, LEGEND_HEIGHT] = [44, 44];
/** More letters than this of a box's smallest text do not fit into it. */
const MAX_LETTERS = 36;
const TITLE = "What a stack is made of, from what is made first to what is made last";

/**
 * Colours for light and for dark, as the reader's system has it; a page that embeds the picture cannot set them. The picture brings its own
 * background, so that it can be read on a page of the other kind too.
 */
const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #59636e }
  .title { font-size: 16px; font-weight: 600; fill: #1f2328 }
  .words { font-size: 13px; font-weight: 600; fill: #1f2328 }
  .page { fill: #ffffff }
  .box { fill: #ddf4ff; stroke: #0969da }
  .data { fill: none; stroke: #59636e }
  .optional { fill: #f6f8fa; stroke: #59636e; stroke-dasharray: 5 3 }
  .way { fill: none; stroke: #818b98; stroke-width: 1.3 }
  #end path { fill: #818b98 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .title, .words { fill: #f0f6fc }
    .page { fill: #0d1117 }
    .box { fill: #121d2f; stroke: #4493f8 }
    .data { fill: none; stroke: #9198a1 }
    .optional { fill: #151b23; stroke: #9198a1 }
    .way { stroke: #9198a1 }
    #end path { fill: #9198a1 }
  }
`;

/** A picture of a stack: what is made first stands on top, and an arrow leads from it to whatever needs it. */
export function drawSvg(parts: readonly Part[]): string {
  const layout = layOut(parts);
  const width = MARGIN * 2 + Math.max(layout.width, legendWidth());
  const left = (width - layout.width) / 2;
  const bottom = MARGIN + TITLE_HEIGHT + (layout.levels - 1) * LEVEL_HEIGHT + BOX_HEIGHT;
  const height = bottom + LEGEND_HEIGHT + MARGIN;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${TITLE}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    '<rect class="page" width="100%" height="100%" rx="8"/>',
    `<text class="title" x="${MARGIN}" y="${MARGIN + 16}">${TITLE}</text>`,
    `<g transform="translate(${left} ${MARGIN + TITLE_HEIGHT})">`,
    ...layout.ways.map((way) => drawWay(way, layout)),
    ...parts.map((part) => drawBox(part, layout.places.get(part.id))),
    "</g>",
    `<g transform="translate(${MARGIN} ${bottom + 36})">${legend()}</g>`,
    "</svg>",
  ].join("\n")}\n`;
}

const topOf = ({ level }: Place) => level * LEVEL_HEIGHT;

function drawBox({ type, names, isData, isOptional }: Part, place: Place | undefined): string {
  if (!place) return "";
  const [x, y] = [place.x - BOX_WIDTH / 2, topOf(place)];
  const kind = isData ? "box data" : isOptional ? "box optional" : "box";
  const listed = names.join(", ");
  return [
    `<rect class="${kind}" x="${x}" y="${y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"/>`,
    `<text class="words" x="${x + 12}" y="${y + 21}">${wordsFor(type, names[0] ?? "")}</text>`,
    `<text x="${x + 12}" y="${y + 38}">${type}</text>`,
    `<text x="${x + 12}" y="${y + 53}">${listed.length > MAX_LETTERS ? `${names.length} of them` : listed}</text>`,
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
    return `C${from.x} ${half} ${to.x} ${half} ${to.x} ${end}${through}`;
  });
  const [first] = stops;
  if (!first) return "";
  const start = `M${first.x} ${topOf(first) + BOX_HEIGHT}`;
  return `<path class="way" marker-end="url(#end)" d="${start} ${curves.join(" ")}"/>`;
}
