import { invalidRequest, limitExceeded, resourceNotFound, UnsupportedByStandInError } from "../../local-errors";
import type { RegionState } from "./control-plane-store";

const MAX_TAGS = 50;

/** A tag in the API's format. */
export interface Tag {
  readonly Key: string;
  readonly Value?: string | undefined;
}

/**
 * Returns the tags of a resource with tags added or changed.
 *
 * @throws AwsError `InvalidRequestException` for a key given twice or beginning with `aws:`, `LimitExceededException`
 * above 50 tags. Assumption: AWS documents the rules, but not which error each gives.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html
 */
export function withTags(present: ReadonlyMap<string, string>, added: readonly Tag[]): Map<string, string> {
  const keys = added.map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) {
    throw invalidRequest("tags must not hold a key twice");
  }
  if (keys.some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw invalidRequest("tags must not have keys that begin with aws:");
  }
  const all = new Map(present);
  for (const { Key, Value = "" } of added) {
    all.set(Key, Value);
  }
  if (all.size > MAX_TAGS) {
    throw limitExceeded(`A resource can have at most ${MAX_TAGS} tags`);
  }
  return all;
}

/** A resource with tags. */
export interface TaggedResource {
  readonly tags: ReadonlyMap<string, string>;
  /** Replaces all tags. */
  setTags(tags: ReadonlyMap<string, string>): void;
}

/**
 * Returns the authorizer, domain configuration, policy, CA certificate, template, thing type or thing group with an
 * ARN.
 *
 * @throws AwsError `InvalidRequestException` for text that is not an ARN of AWS IoT, `ResourceNotFoundException` for a
 * resource that does not exist in this account and Region
 * @throws UnsupportedByStandInError for other kinds of resource
 */
export function taggedResource(region: RegionState, resourceArn: string): TaggedResource {
  const [, kind, name] = /^arn:aws[a-z-]*:iot:[a-z0-9-]+:\d{12}:([a-z]+)\/(.+)$/.exec(resourceArn) ?? [];
  if (kind === undefined || name === undefined) {
    throw invalidRequest("resourceArn must be the ARN of an AWS IoT resource");
  }
  if (kind === "authorizer") return taggedOne(region.authorizers, resourceArn);
  if (kind === "domainconfiguration") return taggedOne(region.domainConfigurations, resourceArn);
  const { registry } = region;
  if (kind === "policy") return taggedOne(registry.policies, resourceArn);
  if (kind === "cacert") return taggedOne(registry.authorities, resourceArn);
  if (kind === "provisioningtemplate") return taggedOne(registry.templates, resourceArn);
  if (kind === "thingtype") return taggedOne(registry.thingTypes, resourceArn);
  if (kind === "thinggroup") return taggedOne(registry.thingGroups, resourceArn);
  throw new UnsupportedByStandInError(`tags of ${kind} resources`);
}

interface Tagged {
  readonly name: string;
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
}

function taggedOne<One extends Tagged>(all: Map<string, One>, arn: string): TaggedResource {
  const found = [...all.values()].find((one) => one.arn === arn);
  if (found === undefined) throw resourceNotFound(`The resource ${arn} does not exist`);
  return { tags: found.tags, setTags: (tags) => void all.set(found.name, { ...found, tags }) };
}
