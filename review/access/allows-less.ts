import { z } from "zod";
import { parseJson } from "../../config/text";

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
/** A statement as this project writes it. A policy with any other member, such as `NotResource`, is not compared. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Action: texts,
  Resource: texts,
  Condition: z.unknown().optional(),
});
const policy = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement) });

/**
 * Whether a policy allows less than the policy before: each combination of action, resource and conditions is in the
 * old policy, word for word, and the old policy has more. A resource that only a wildcard of the old policy covers does
 * not count as the same, to be on the safe side.
 * @param before,after Policy documents as JSON; the result is false if one cannot be read
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
