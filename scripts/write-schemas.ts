import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usersJsonSchema } from "../identity/users";
import { reviewJsonSchemaText } from "../review";

/**
 * Writes the JSON Schemas of users files (from `identity/users/users-schema.ts`) and of the output of `iot-auth review
 * --json`.
 */
const folder = join(__dirname, "..", "schemas");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "users.schema.json"), usersJsonSchema());
writeFileSync(join(folder, "review.schema.json"), reviewJsonSchemaText());
