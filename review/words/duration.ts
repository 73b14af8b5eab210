const UNITS = [
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/**
 * Seconds in words, exactly.
 * @example duration(5400) // "1 h 30 min"
 */
export function duration(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.flatMap(([size, unit]) => {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    return whole > 0 ? [`${whole} ${unit}`] : [];
  });
  return parts.join(" ") || "0 s";
}
