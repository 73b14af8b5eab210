import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationDocs } from "./configuration-docs";

/** Writes `docs/configuration.md` from the sources in `config`. */
const root = join(__dirname, "..");
writeFileSync(join(root, "docs", "configuration.md"), configurationDocs(root));
