import { z } from "zod";
import { type Members, readMembers, readRules } from "../../infra/access-map";

const rules = z.string().optional().transform(readRules);
const members = z.string().transform((text, context): Members => {
  const read = readMembers(text);
  if (read) return read;
  context.addIssue({ code: "custom", message: "must be a number of users and a digest" });
  return z.NEVER;
});

const group = z
  .object({
    tags: z.object({ clientIds: rules, publish: rules, subscribe: rules, retain: rules }),
    disconnectAfterSeconds: z.number(),
    refreshAfterSeconds: z.number(),
    users: members.nullish(),
  })
  .transform(({ tags, users, ...times }) => ({ ...tags, ...times, ...(users ? { users } : {}) }));

/**
 * Schema of the access map in a plan, see `infra/access-map.ts`. If users are in a table, it has neither users nor
 * their numbers.
 */
export const accessMap = z.object({
  groups: z.record(z.string(), group),
  usersTable: z.object({ name: z.string() }).nullish(),
  users: z.record(z.string(), z.string()).nullish(),
  secrets: z.string().nullish(),
  code: z.object({ function: z.string(), defaultAuthorizer: z.string() }).nullish(),
});

/** A group of the access map, with its rules as lists. */
export type ReviewedGroup = z.output<typeof group>;
/** The access map of a plan. */
export type ReviewedAccessMap = z.output<typeof accessMap>;

/** Returns a group of an access map by its name; undefined if there is none. */
export function groupOf(map: ReviewedAccessMap | undefined, name: string): ReviewedGroup | undefined {
  return map && Object.hasOwn(map.groups, name) ? map.groups[name] : undefined;
}
