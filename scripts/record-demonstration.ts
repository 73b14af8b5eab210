import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { xmlText } from "../config/text";

/** A line that a program printed; `at` is the time since the program started, in seconds. */
export interface RecordedLine {
  readonly at: number;
  readonly text: string;
}

/** Columns and rows of the terminal that is drawn. */
const [COLUMNS, ROWS] = [118, 30];
/** Size of a character's cell and of the margin, in pixels. */
const [CELL_WIDTH, CELL_HEIGHT, MARGIN] = [7.25, 18, 14];
/** Longest and shortest time between two lines in the animation, in seconds. */
const [LONGEST_WAIT, SHORTEST_WAIT] = [1.4, 0.18];
/** Time for which the last line is shown before the animation starts again, in seconds. */
const PAUSE_AT_END = 8;

/** Replaces each secret of the recorded run, which is generated for that run. */
const SECRET = "secret-of-this-run";

/**
 * Runs the demonstration of `npm start`, and records what it prints, without the secrets and the project's folder.
 * @param options Further options of `iot-auth local`
 * @throws if the demonstration fails
 * @example const lines = await recordDemonstration("/home/me/iot-auth", "--port", "0");
 */
export async function recordDemonstration(projectFolder: string, ...options: string[]): Promise<RecordedLine[]> {
  const start = Date.now();
  const lines: RecordedLine[] = [{ at: 0, text: "$ npm start -- --once" }];
  const program = spawn(process.execPath, ["cli/bin.mjs", "local", "--demo", "--once", ...options], {
    cwd: projectFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: program.stdout }).on("line", (text) => {
    lines.push({ at: (Date.now() - start) / 1000, text });
  });
  const [code] = await once(program, "close");
  if (code !== 0) throw new Error(`The demonstration ended with exit code ${code}.`);
  const printed = lines.map(({ text }) => text).join("\n");
  const secrets = new Set([...printed.matchAll(/ -P (\S+)/g)].map(([, secret = ""]) => secret));
  const shown = (text: string): string => {
    let rest = text.replaceAll(join(projectFolder, "/"), "");
    for (const secret of secrets) rest = rest.replaceAll(secret, SECRET).replaceAll(base64(secret), base64(SECRET));
    return rest;
  };
  return lines.map(({ at, text }) => ({ at, text: shown(text) }));
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/**
 * Draws recorded lines as an animated SVG of a terminal, in which the words "allowed" and "refused" have colours. The
 * file loads no other files, and shows its last lines without animation where the system asks for reduced motion.
 */
export function demonstrationSvg(lines: readonly RecordedLine[]): string {
  const times = paced(lines);
  const rows = lines.flatMap(({ text }, index) =>
    wrapped(text).map((piece) => ({ at: times[index] ?? 0, text: piece })),
  );
  const duration = (times.at(-1) ?? 0) + PAUSE_AT_END;
  const percent = (at: number) => ((100 * at) / duration).toFixed(2);
  const width = Math.ceil(COLUMNS * CELL_WIDTH + 2 * MARGIN);
  const height = ROWS * CELL_HEIGHT + 2 * MARGIN;

  const showing = rows.map(
    ({ at }, row) => `@keyframes r${row}{0%,${percent(at)}%{opacity:0}${percent(at + 0.01)}%,100%{opacity:1}}`,
  );
  const overflow = Math.max(0, rows.length - ROWS);
  // Pieces of one wrapped line have the same time, and a stylesheet keeps only the last of two keyframes for one time.
  const scrollTimes = [...new Set(rows.slice(ROWS).map(({ at }) => at))];
  const scrolledBy = (at: number) => rows.slice(ROWS).filter((row) => row.at <= at).length * CELL_HEIGHT;
  const scrolling = scrollTimes.map((at, index) => {
    const before = index === 0 ? 0 : scrolledBy(scrollTimes[index - 1] ?? 0);
    return `${percent(at)}%{transform:translateY(${-before}px)}${percent(at + 0.01)}%{transform:translateY(${-scrolledBy(at)}px)}`;
  });
  const texts = rows.map(({ text }, row) => {
    const y = MARGIN + (row + 0.75) * CELL_HEIGHT;
    return `<text x="${MARGIN}" y="${y}" style="animation-name:r${row}">${coloured(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A recorded run of npm start">`,
    "<style>",
    `.screen{animation:scroll ${duration.toFixed(1)}s linear infinite}`,
    `text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre;animation-duration:${duration.toFixed(1)}s;animation-iteration-count:infinite}`,
    ".good{fill:#3fb950}.bad{fill:#ff7b72}",
    `@keyframes scroll{0%{transform:translateY(0)}${scrolling.join("")}100%{transform:translateY(${-overflow * CELL_HEIGHT}px)}}`,
    ...showing,
    `@media (prefers-reduced-motion:reduce){text,.screen{animation:none}.screen{transform:translateY(${-overflow * CELL_HEIGHT}px)}}`,
    "</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<clipPath id="glass"><rect width="${width}" height="${height - MARGIN}"/></clipPath>`,
    '<g clip-path="url(#glass)"><g class="screen">',
    ...texts,
    "</g></g>",
    "</svg>",
    "",
  ].join("\n");
}

/**
 * The time at which each line is shown: as recorded, with the waits limited to {@link LONGEST_WAIT} and {@link
 * SHORTEST_WAIT}.
 */
function paced(lines: readonly RecordedLine[]): number[] {
  let shown = 0.4;
  return lines.map(({ at }, index) => {
    if (index > 0) shown += Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, at - (lines[index - 1]?.at ?? 0)));
    return shown;
  });
}

/** Divides a line into pieces that fit the terminal, at spaces if possible. Pieces after the first are indented. */
function wrapped(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > COLUMNS) {
    const space = rest.lastIndexOf(" ", COLUMNS);
    const end = space > COLUMNS / 2 ? space : COLUMNS;
    pieces.push(rest.slice(0, end));
    rest = `      ${rest.slice(end).trimStart()}`;
  }
  return [...pieces, rest];
}

function coloured(text: string): string {
  return xmlText(text)
    .replace(/\ballowed\b/g, '<tspan class="good">$&</tspan>')
    .replace(/\brefused\b/g, '<tspan class="bad">$&</tspan>');
}

if (require.main === module) {
  const root = join(__dirname, "..");
  recordDemonstration(root).then((lines) =>
    writeFileSync(join(root, "docs", "demonstration.svg"), demonstrationSvg(lines)),
  );
}
