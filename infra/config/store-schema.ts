import { z } from "zod";
import { oneOf, packRule } from "./fields";

/** Where users live. */
export const storeSchema = z.strictObject({
  /**
   * `bundled`: users are shipped inside the Lambda function's zip, reviewed and deployed with the stack.
   * @default "bundled"
   */
  type: oneOf(["bundled"], "Users are shipped inside the Lambda function's zip.").default("bundled"),
  /**
   * The users file, relative to the configuration file.
   * @default "users.json"
   */
  file: z
    .string({ error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }) })
    .min(1, {
      error: packRule({ must: "be the path of a users file", remedy: 'Write it like "users.json".' }),
    })
    .default("users.json"),
});
