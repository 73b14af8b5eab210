import { z } from "zod";
import { parseJson } from "../../config/text";

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
/** A statement as this project writes it. One with anything else, such as `NotResource`, is not compared. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Action: texts,
  Resource: texts,
  Condition: z.unknown().optional(),
});
const policy = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement) });

/**
 * Whether a policy allows a part of what another one did: each of its actions on each of its resources, under the same conditions, stands in
 * the other one, word for word. A resource that is only covered by a wildcard of the other one counts as more, to be sure.
 * @param before,after Policy documents as JSON; anything else allows more, as far as a review knows
 * @example allowsLess(both, publishOnly) // true
 */
export function allowsLess(before: string | undefined, after: string | undefined): boolean {
  const [was, is] = [allowed(before), allowed(after)];
  return was !== undefined && is !== undefined && is.size < was.size && [...is].every((one) => was.has(one));
}

function allowed(text: string | undefined): ReadonlySet<string> | undefined {
  const json = text === undefined ? undefined : parseJson(text);
  if (!json?.ok || json.repeated.length > 0) return undefined;
  const { data } = policy.safeParse(json.value);
  return (
    data &&
    new Set(
      data.Statement.flatMap(({ Action, Resource, Condition }) =>
        Action.flatMap((action) => Resource.map((resource) => JSON.stringify([action, resource, Condition]))),
      ),
    )
  );
}
