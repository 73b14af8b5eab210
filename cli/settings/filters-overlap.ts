/**
 * Whether some topic matches both topic filters (MQTT 4.7.1).
 * @example filtersOverlap("telemetry/#", "telemetry/+/state") // true
 */
export function filtersOverlap(a: string, b: string): boolean {
  return levelsOverlap(a.split("/"), b.split("/"));
}

function levelsOverlap([a, ...restA]: readonly string[], [b, ...restB]: readonly string[]): boolean {
  if (a === "#" || b === "#") return true;
  if (a === undefined || b === undefined) return a === b;
  return (a === b || a === "+" || b === "+") && levelsOverlap(restA, restB);
}
