import { z } from "zod";
import { REGIONS } from "../../lambda/partitions";
import type { Problem } from "../problem";
import { packRule } from "../schema/setting-fields";
import { isObject } from "../stages/merge-settings";
import { nearest } from "../text/nearest-name";

const MUST = "be an AWS Region";
const FORM = /^(?:[a-z]{2}|eusc)(?:-[a-z]+)+-\d{1,2}$/;

/**
 * An AWS Region, in any partition. Only its form is checked here; {@link regionProblems} checks whether the Region exists.
 * @example "us-east-1"
 */
export const awsRegion = z
  .string({ error: packRule({ must: MUST, remedy: 'Write it like "us-east-1".' }) })
  .regex(FORM, {
    error: ({ input }) => packRule({ must: MUST, remedy: asKnown(input) ?? 'Write it like "us-east-1".' }),
  });

/**
 * Returns the problems of Regions that are not in this project's table, unless the configuration accepts newer Regions.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export function regionProblems({ region, backend, acceptNewRegion }: Record<string, unknown>): readonly Problem[] {
  if (acceptNewRegion === true) return [];
  const places = { region, "backend.region": isObject(backend) ? backend.region : undefined };
  return Object.entries(places)
    .filter(([, got]) => typeof got === "string" && FORM.test(got) && !REGIONS.includes(got))
    .map(([path, got]) => ({
      path,
      must: MUST,
      got,
      remedy: `${asKnown(got) ?? ""} If it is newer than this version of iot-auth, set acceptNewRegion to true.`.trim(),
    }));
}

function asKnown(given: unknown): string | undefined {
  const guess = nearest(String(given), REGIONS);
  return guess === undefined ? undefined : `Did you mean "${guess}"?`;
}
