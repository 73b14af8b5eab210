import type { z } from "zod";
import { userSchema } from "../../identity/users";

/** The section about the users file: an example, and every field with the description in its schema. */
export function usersFile(): string {
  const rows = Object.entries(userSchema.shape as Record<string, z.ZodType>).map(
    ([name, field]) => `| \`${name}\` | ${field.safeParse(undefined).success ? "" : "yes"} | ${field.description} |`,
  );
  return `## The users file

\`users.json\`, or what \`store.file\` names, relative to the configuration: JSON in UTF-8. \`npx iot-auth users\` changes it, and so may you; an editor
checks it by [schemas/users.schema.json](../schemas/users.schema.json). A file that is not there holds no users. With \`store: { type: "dynamodb" }\`
users are in a table, and there is no file.

\`\`\`json
{
  "$schema": "./schemas/users.schema.json",
  "users": [
    { "name": "00:11:62:aa:bb:cc", "group": "printers", "secrets": ["$sha256$…$…"], "note": "kitchen" },
    { "name": "server-1", "group": "servers", "secrets": ["$scrypt$…$…$…"], "expiresAt": "2027-01-31T00:00:00Z" },
    { "name": "meter-7", "group": "printers", "secrets": [], "disabled": true }
  ]
}
\`\`\`

| Field | Required | Meaning |
| --- | --- | --- |
${rows.join("\n")}

A stored secret is a hash with its salt, in base64 without padding, and never the secret itself:

| Form | Of |
| --- | --- |
| \`$sha256$SALT$HASH\` | a generated secret of 160 bits |
| \`$scrypt$ln=15,r=8,p=1$SALT$HASH\` | a password chosen by a person |
| \`$pbkdf2-sha512$i=ITERATIONS$SALT$HASH\` | a password that mosquitto_passwd hashed, imported |
`;
}
