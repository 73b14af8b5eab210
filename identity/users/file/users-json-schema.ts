import { z } from "zod";
import { usersFileSchema } from "../users-schema";

/**
 * The JSON Schema of users files, as text: what editors check and explain a users file with. Published as
 * `schemas/users.schema.json`.
 * @see https://json-schema.org/draft/2020-12
 */
export function usersJsonSchema(): string {
  const schema = z.toJSONSchema(usersFileSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      // Beside the format, all that an editor need know; zod's own pattern is a calendar.
      if (jsonSchema.format === "date-time") jsonSchema.pattern = "Z$";
    },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
