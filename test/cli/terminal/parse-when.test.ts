import { parseMoment, parseWhen } from "../../../cli/terminal/parse-when";

const NOW = new Date("2027-01-01T10:20:30.456Z");

describe("a time in the future or past", () => {
  it.each([
    ["15m", "2027-01-01T10:35:30Z"],
    ["12h", "2027-01-01T22:20:30Z"],
    ["30d", "2027-01-31T10:20:30Z"],
    ["2w", "2027-01-15T10:20:30Z"],
    ["2027-02-28", "2027-02-28T00:00:00Z"],
    ["2028-02-29", "2028-02-29T00:00:00Z"],
    ["2027-06-01T08:30Z", "2027-06-01T08:30:00Z"],
    ["2027-06-01T08:30:15Z", "2027-06-01T08:30:15Z"],
  ])("is parsed from %s", (text, moment) => {
    expect(parseWhen(text, "--expires", NOW)).toBe(moment);
  });

  it.each([
    "",
    "30",
    "d",
    "-1d",
    "30 d",
    "1y",
    "1M",
    "999999d",
    "2027-02-29",
    "2027-13-01",
    "2027-06-01T25:00Z",
    "2027-06-01T08:30",
    "2027-06-01T08:30+02:00",
    "tomorrow",
  ])("is not parsed from %j", (text) => {
    expect(() => parseWhen(text, "--expires", NOW)).toThrow(
      `\`--expires\` must be a date, a time in UTC or a duration, got: ${JSON.stringify(text)}. Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).`,
    );
  });

  it.each(["0d", "2027-01-01", "2026-12-31T23:59:59Z"])("must lie ahead, unlike %s", (text) => {
    expect(() => parseWhen(text, "--expires", NOW)).toThrow("`--expires` must lie in the future, got:");
    expect(parseMoment(text, NOW)).toMatch(/Z$/);
  });
});
