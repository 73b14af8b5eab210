/** What the looks of a box mean, by its class. */
const LOOKS: readonly [kind: string, words: string, width: number][] = [
  ["box", "in every stack", 120],
  ["box optional", "where the configuration asks for it", 220],
  ["box data", "read, not made", 120],
];
const ARROW: readonly [words: string, width: number] = ["is needed by: made before it, destroyed after it", 300];
const [SAMPLE_WIDTH, SAMPLE_HEIGHT, GAP] = [28, 16, 8];

/** Width of the legend. */
export function legendWidth(): number {
  return LOOKS.reduce((sum, [, , width]) => sum + SAMPLE_WIDTH + GAP + width, SAMPLE_WIDTH + GAP + ARROW[1]);
}

/** The legend in one line, from 0 on to the right and around 0 in height. */
export function legend(): string {
  let x = 0;
  const item = (sample: string, words: string, width: number): string => {
    const text = `<text x="${x + SAMPLE_WIDTH + GAP}" y="4">${words}</text>`;
    x += SAMPLE_WIDTH + GAP + width;
    return sample + text;
  };
  const looks = LOOKS.map(([kind, words, width]) =>
    item(
      `<rect class="${kind}" x="${x}" y="${-SAMPLE_HEIGHT / 2}" width="${SAMPLE_WIDTH}" height="${SAMPLE_HEIGHT}" rx="3"/>`,
      words,
      width,
    ),
  );
  const arrow = item(`<path class="way" marker-end="url(#end)" d="M${x} 0 h${SAMPLE_WIDTH}"/>`, ...ARROW);
  return [...looks, arrow].join("");
}
