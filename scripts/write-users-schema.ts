import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usersJsonSchema } from "../infra/users/users-json-schema";

/** Writes the JSON Schema of users files anew, after a change of `infra/users/users-schema.ts`. */
const folder = join(__dirname, "..", "schemas");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "users.schema.json"), usersJsonSchema());
