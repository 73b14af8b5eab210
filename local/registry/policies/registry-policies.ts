import {
  deleteConflict,
  invalidRequest,
  limitExceeded,
  malformedPolicy,
  resourceAlreadyExists,
  resourceNotFound,
  versionsLimitExceeded,
} from "../../local-errors";
import { MalformedPolicyError, parsePolicy } from "../../policy";
import type { DocumentVersion, NamedPolicy } from "../records";
import type { Registry } from "../registry";

/** Maximum length of a policy document, in characters without white space. */
const MAX_CHARACTERS = 2048;
const MAX_VERSIONS = 5;
/** Maximum number of policies attached to one target. */
const MAX_ATTACHED = 10;

/**
 * Checks a document against AWS's rules for policies.
 * @throws AwsError `MalformedPolicyException`. Assumption: this is also the error for a document that is too long.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#security-limits
 */
export function checkPolicyDocument(document: string): void {
  try {
    parsePolicy([document], "policyDocument");
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw malformedPolicy(error.message.replaceAll("policyDocument[0]", "policyDocument"));
  }
  const characters = document.replaceAll(/\s/g, "").length;
  if (characters > MAX_CHARACTERS) {
    throw malformedPolicy(
      `policyDocument must have at most ${MAX_CHARACTERS} characters without white space, got: ${characters}`,
    );
  }
}

/** Creates a policy with one version. @throws AwsError `ResourceAlreadyExistsException`, `MalformedPolicyException` */
export function createPolicy(
  registry: Registry,
  { name, document, tags }: { readonly name: string; readonly document: string; readonly tags: NamedPolicy["tags"] },
  now: number,
): NamedPolicy {
  checkPolicyDocument(document);
  if (registry.policies.has(name)) throw resourceAlreadyExists(`Policy ${name} already exists`);
  const policy = {
    name,
    arn: registry.arn("policy", name),
    versions: [{ id: 1, document, creationDate: now }],
    defaultVersionId: 1,
    latestVersionId: 1,
    tags,
    creationDate: now,
    lastModifiedDate: now,
  };
  registry.policies.set(name, policy);
  registry.touch();
  return policy;
}

/**
 * Adds a version to a policy. A policy can have five.
 * @throws AwsError `ResourceNotFoundException`, `MalformedPolicyException`, `VersionsLimitExceededException`
 */
export function createPolicyVersion(
  registry: Registry,
  name: string,
  document: string,
  setAsDefault: boolean,
  now: number,
): DocumentVersion {
  const policy = registry.policy(name);
  checkPolicyDocument(document);
  if (policy.versions.length >= MAX_VERSIONS) {
    throw versionsLimitExceeded(`The policy ${name} already has the maximum number of versions (${MAX_VERSIONS})`);
  }
  const version = { id: policy.latestVersionId + 1, document, creationDate: now };
  registry.policies.set(name, {
    ...policy,
    versions: [...policy.versions, version],
    latestVersionId: version.id,
    defaultVersionId: setAsDefault ? version.id : policy.defaultVersionId,
    lastModifiedDate: now,
  });
  registry.touch();
  return version;
}

/** @throws AwsError `ResourceNotFoundException` */
export function policyVersion(policy: NamedPolicy, id: number): DocumentVersion {
  const version = policy.versions.find((one) => one.id === id);
  if (version === undefined) throw resourceNotFound(`Policy ${policy.name} has no version ${id}`);
  return version;
}

/** Returns the document of the default version. */
export function defaultDocument({ versions, defaultVersionId }: Pick<NamedPolicy, "versions" | "defaultVersionId">) {
  return versions.find(({ id }) => id === defaultVersionId)?.document ?? "";
}

/** @throws AwsError `ResourceNotFoundException` */
export function setDefaultPolicyVersion(registry: Registry, name: string, id: number, now: number): void {
  const policy = registry.policy(name);
  policyVersion(policy, id);
  registry.policies.set(name, { ...policy, defaultVersionId: id, lastModifiedDate: now });
  registry.touch();
}

/**
 * Deletes a version that is not the default one.
 * @throws AwsError `ResourceNotFoundException`, `DeleteConflictException`
 */
export function deletePolicyVersion(registry: Registry, name: string, id: number, now: number): void {
  const policy = registry.policy(name);
  policyVersion(policy, id);
  if (id === policy.defaultVersionId) {
    throw deleteConflict(`Version ${id} is the default version of policy ${name}; make another one the default first`);
  }
  const versions = policy.versions.filter((one) => one.id !== id);
  registry.policies.set(name, { ...policy, versions, lastModifiedDate: now });
}

/**
 * Deletes a policy. It must have one version only and must not be attached to a target.
 * @throws AwsError `ResourceNotFoundException`, `DeleteConflictException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeletePolicy.html
 */
export function deletePolicy(registry: Registry, name: string): void {
  const { versions } = registry.policy(name);
  const targets = registry.policyTargets.rightsOf(name);
  if (targets.length > 0) {
    throw deleteConflict(
      `The policy cannot be deleted as the policy is attached to one or more principals (name=${name})`,
    );
  }
  if (versions.length > 1) {
    throw deleteConflict(
      `Cannot delete the policy because it has one or more policy versions attached to it (name=${name})`,
    );
  }
  registry.policies.delete(name);
  registry.touch();
}

/**
 * Attaches a policy to a certificate or a thing group. Does nothing if the policy is attached already.
 * @throws AwsError `ResourceNotFoundException`, `LimitExceededException`, and `InvalidRequestException` for other
 * targets
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttachPolicy.html
 */
export function attachPolicy(registry: Registry, name: string, target: string): void {
  registry.policy(name);
  checkTarget(registry, target);
  if (registry.policyTargets.has(name, target)) return;
  if (registry.policyTargets.leftsOf(target).length >= MAX_ATTACHED) {
    throw limitExceeded(`${target} can have at most ${MAX_ATTACHED} policies`);
  }
  registry.policyTargets.add(name, target, true);
  registry.touch();
}

/** Detaches a policy. Does nothing if the policy is not attached. */
export function detachPolicy(registry: Registry, name: string, target: string): void {
  registry.policyTargets.remove(name, target);
  registry.touch();
}

/**
 * Checks that a policy can be attached to a target.
 * @throws AwsError `ResourceNotFoundException` if the target does not exist, `InvalidRequestException` if it is not a
 * certificate or thing group
 */
export function checkTarget(registry: Registry, target: string): void {
  if (registry.certificateOf(target) !== undefined || registry.thingGroupOf(target) !== undefined) return;
  if (!/^arn:aws[a-z-]*:iot:[a-z0-9-]+:\d{12}:(cert|thinggroup)\/.+$/.test(target)) {
    throw invalidRequest("target must be the ARN of a certificate or a thing group");
  }
  throw resourceNotFound(`The target ${target} does not exist`);
}
