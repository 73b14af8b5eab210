import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usersJsonSchema } from "../identity/users";
import { reviewJsonSchemaText } from "../review";

/** Writes the JSON Schemas again: of users files, after a change of `identity/users/users-schema.ts`, and of what `iot-auth review --json` prints. */
const folder = join(__dirname, "..", "schemas");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "users.schema.json"), usersJsonSchema());
writeFileSync(join(folder, "review.schema.json"), reviewJsonSchemaText());
