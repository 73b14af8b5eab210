import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_FILES } from "../contract";
import { createHandler } from "../handler";
import { bundledStore } from "../stores/bundled";

/** The handler of a stack whose users are in the zip. */
export const handler = createHandler(__dirname, () => bundledStore(readFileSync(join(__dirname, PACKAGE_FILES.users))));
