import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { architectureSvg } from "./architecture";

/** Draws `docs/architecture.svg` anew, after a change of the stack. */
const root = join(__dirname, "..");
architectureSvg(root).then((svg) => writeFileSync(join(root, "docs", "architecture.svg"), svg));
