import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usersJsonSchema } from "../identity/users/users-json-schema";

/** Writes the JSON Schema of users files again, after a change of `identity/users/users-schema.ts`. */
const folder = join(__dirname, "..", "schemas");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "users.schema.json"), usersJsonSchema());
