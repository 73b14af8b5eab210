import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { invalidRequest, resourceAlreadyExists } from "../../local-errors";
import type { ThingType } from "../records";
import type { Registry } from "../registry";

/** Time between the deprecation and the deletion of a thing type, milliseconds. */
const DELETION_WAIT = 5 * 60_000;
const MAX_SEARCHABLE = 3;

/**
 * Creates a thing type. Returns the existing thing type if it has the same properties.
 * @throws AwsError `ResourceAlreadyExistsException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingType.html
 */
export function createThingType(
  registry: Registry,
  { name, properties, tags }: Pick<ThingType, "name" | "properties" | "tags">,
  now: number,
): ThingType {
  const known = registry.thingTypes.get(name);
  if (known !== undefined) {
    if (isDeepStrictEqual(known.properties, properties)) return known;
    throw resourceAlreadyExists(`Thing type ${name} already exists with different properties`);
  }
  const { searchableAttributes = [] } = properties as { searchableAttributes?: readonly string[] };
  if (searchableAttributes.length > MAX_SEARCHABLE) {
    throw invalidRequest(`A thing type can have at most ${MAX_SEARCHABLE} searchable attributes`);
  }
  const type = { name, arn: registry.arn("thingtype", name), id: randomUUID(), properties, tags, creationDate: now };
  registry.thingTypes.set(name, type);
  return type;
}

/** Deprecates a thing type, or makes it usable again. @throws AwsError `ResourceNotFoundException` */
export function deprecateThingType(registry: Registry, name: string, undo: boolean, now: number): void {
  const { deprecationDate, ...type } = registry.thingType(name);
  registry.thingTypes.set(name, undo ? type : { ...type, deprecationDate: deprecationDate ?? now });
}

/**
 * Deletes a thing type. It must have been deprecated for at least five minutes, and no thing may have it.
 * @param waits whether the five minutes are required
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingType.html
 */
export function deleteThingType(registry: Registry, name: string, now: number, waits: boolean): void {
  const { deprecationDate } = registry.thingType(name);
  if (deprecationDate === undefined) {
    throw invalidRequest(`Can't delete thing type ${name}: it must be deprecated first`);
  }
  if (waits && now - deprecationDate < DELETION_WAIT) {
    throw invalidRequest(`Please wait for 5 minutes after deprecation and then retry (thing type ${name})`);
  }
  const user = [...registry.things.values()].find(({ typeName }) => typeName === name);
  if (user !== undefined) throw invalidRequest(`Can't delete thing type ${name}: thing ${user.name} has it`);
  registry.thingTypes.delete(name);
}
