import { readFileSync } from "node:fs";
import { join } from "node:path";
import { USERS_SCHEMA_PATH } from "../../../identity/users/file/users-file";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../../identity/users/secret";
import { userSchema, usersJsonSchema } from "../../../identity/users/users-schema";

const schema = JSON.parse(usersJsonSchema());
const user = schema.properties.users.items;

describe("the JSON Schema of users files", () => {
  it("is published without differences; after a change run: node --import tsx scripts/write-schemas.ts", () => {
    expect(readFileSync(join(__dirname, "../../..", USERS_SCHEMA_PATH), "utf8")).toBe(usersJsonSchema());
  });

  it("explains every field", () => {
    expect(Object.keys(user.properties)).toEqual(Object.keys(userSchema.shape));
    for (const field of Object.values<{ description?: string }>({ ...schema.properties, ...user.properties })) {
      expect(field.description).toMatch(/^\S.*\.$/);
    }
  });

  it("requires the fields that cannot be left out, and allows no unknown field", () => {
    expect(user.required).toEqual(["name", "group"]);
    expect([schema.additionalProperties, user.additionalProperties]).toEqual([false, false]);
    expect(schema.required).toEqual(["users"]);
  });

  it("accepts a hash but not a secret", async () => {
    const pattern = new RegExp(user.properties.secrets.items.pattern);
    expect(hashGeneratedSecret(generateSecret())).toMatch(pattern);
    expect(await hashChosenPassword(Buffer.from("password"))).toMatch(pattern);
    expect(generateSecret()).not.toMatch(pattern);
  });
});
