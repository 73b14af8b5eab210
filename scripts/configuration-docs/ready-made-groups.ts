import { cloudPrnt, device, mqtt5Sample } from "../../config/groups";
import type { GroupInput } from "../../config/schema";

/** The ready-made groups, by the call that returns them. */
const GROUPS: Readonly<Record<string, GroupInput>> = {
  "cloudPrnt.printer()": cloudPrnt.printer(),
  "cloudPrnt.server()": cloudPrnt.server(),
  "device()": device(),
  "mqtt5Sample()": mqtt5Sample(),
};

/** The section about ready-made groups: the rules of each group, from the functions themselves. */
export function readyMadeGroups(): string {
  const rows = Object.entries(GROUPS).map(
    ([call, { clientIds, publish = [], subscribe = [] }]) =>
      `| \`${call}\` | ${[clientIds, publish, subscribe].map((rules) => rules.map((rule) => `\`${rule}\``).join(", ")).join(" | ")} |`,
  );
  return `## Ready-made groups

Each stands for a group's settings. \`cloudPrnt.printer\` and \`cloudPrnt.server\` take another prefix than \`star/cloudprnt\`:
\`cloudPrnt.printer({ prefix: "shop/cloudprnt" })\`. To change one, spread it: \`{ ...device(), refreshAfterSeconds: 3600 }\`.

| Call | \`clientIds\` | \`publish\` | \`subscribe\` |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
