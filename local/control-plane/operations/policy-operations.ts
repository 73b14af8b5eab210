import { z } from "zod";
import { effectivePolicies, thingOf } from "../../registry/policies/effective-policies";
import {
  attachPolicy as attach,
  checkTarget,
  createPolicy as create,
  createPolicyVersion as createVersion,
  defaultDocument,
  deletePolicy as deleteOne,
  deletePolicyVersion as deleteVersion,
  detachPolicy as detach,
  policyVersion,
  setDefaultPolicyVersion as setDefault,
} from "../../registry/policies/registry-policies";
import type { NamedPolicy } from "../../registry/records";
import type { Registry } from "../../registry/registry";
import { ancestorsOf } from "../../registry/things/registry-thing-groups";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { markedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";
import { withTags } from "../resources/tagging";

const { policyName, policyDocument, versionId } = registryFields;

const summary = ({ name, arn }: NamedPolicy) => ({ policyName: name, policyArn: arn });

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicy.html */
const createPolicy = defineOperation({
  name: "CreatePolicy",
  method: "POST",
  path: "/policies/{policyName}",
  input: z.object({ policyName, policyDocument, tags: fields.tags.default([]) }),
  run({ policyName: name, policyDocument: document, tags }, { region: { registry }, clock }) {
    const policy = create(registry, { name, document, tags: withTags(new Map(), tags) }, clock.now());
    return { ...summary(policy), policyDocument: document, policyVersionId: "1" };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetPolicy.html */
const getPolicy = defineOperation({
  name: "GetPolicy",
  method: "GET",
  path: "/policies/{policyName}",
  input: z.object({ policyName }),
  run({ policyName: name }, { region: { registry } }) {
    const policy = registry.policy(name);
    return {
      ...summary(policy),
      policyDocument: defaultDocument(policy),
      defaultVersionId: String(policy.defaultVersionId),
      creationDate: policy.creationDate / 1000,
      lastModifiedDate: policy.lastModifiedDate / 1000,
      generationId: `${policy.creationDate}`,
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeletePolicy.html */
const deletePolicy = defineOperation({
  name: "DeletePolicy",
  method: "DELETE",
  path: "/policies/{policyName}",
  input: z.object({ policyName }),
  run({ policyName: name }, { region: { registry } }) {
    deleteOne(registry, name);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPolicies.html */
const listPolicies = defineOperation({
  name: "ListPolicies",
  method: "GET",
  path: "/policies",
  input: z.object(registryFields.marked),
  run: (page, { region: { registry } }) =>
    markedPage("policies", registry.policies.values(), ({ name }) => name, summary, page),
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicyVersion.html */
const createPolicyVersion = defineOperation({
  name: "CreatePolicyVersion",
  method: "POST",
  path: "/policies/{policyName}/version",
  input: z.object({ policyName, policyDocument, setAsDefault: fields.queryFlag.default(false) }),
  run({ policyName: name, policyDocument: document, setAsDefault }, { region: { registry }, clock }) {
    const { id } = createVersion(registry, name, document, setAsDefault, clock.now());
    const { arn } = registry.policy(name);
    return { policyArn: arn, policyDocument: document, policyVersionId: String(id), isDefaultVersion: setAsDefault };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetPolicyVersion.html */
const getPolicyVersion = defineOperation({
  name: "GetPolicyVersion",
  method: "GET",
  path: "/policies/{policyName}/version/{policyVersionId}",
  input: z.object({ policyName, policyVersionId: versionId }),
  run({ policyName: name, policyVersionId }, { region: { registry } }) {
    const policy = registry.policy(name);
    const { document, creationDate } = policyVersion(policy, policyVersionId);
    return {
      ...summary(policy),
      policyDocument: document,
      policyVersionId: String(policyVersionId),
      isDefaultVersion: policyVersionId === policy.defaultVersionId,
      creationDate: creationDate / 1000,
      lastModifiedDate: creationDate / 1000,
      generationId: `${policy.creationDate}`,
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeletePolicyVersion.html */
const deletePolicyVersion = defineOperation({
  name: "DeletePolicyVersion",
  method: "DELETE",
  path: "/policies/{policyName}/version/{policyVersionId}",
  input: z.object({ policyName, policyVersionId: versionId }),
  run({ policyName: name, policyVersionId }, { region: { registry }, clock }) {
    deleteVersion(registry, name, policyVersionId, clock.now());
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultPolicyVersion.html */
const setDefaultPolicyVersion = defineOperation({
  name: "SetDefaultPolicyVersion",
  method: "PATCH",
  path: "/policies/{policyName}/version/{policyVersionId}",
  input: z.object({ policyName, policyVersionId: versionId }),
  run({ policyName: name, policyVersionId }, { region: { registry }, clock }) {
    setDefault(registry, name, policyVersionId, clock.now());
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPolicyVersions.html */
const listPolicyVersions = defineOperation({
  name: "ListPolicyVersions",
  method: "GET",
  path: "/policies/{policyName}/version",
  input: z.object({ policyName }),
  run({ policyName: name }, { region: { registry } }) {
    const { versions, defaultVersionId } = registry.policy(name);
    return {
      policyVersions: versions.map(({ id, creationDate }) => ({
        versionId: String(id),
        isDefaultVersion: id === defaultVersionId,
        createDate: creationDate / 1000,
      })),
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttachPolicy.html */
const attachPolicy = defineOperation({
  name: "AttachPolicy",
  method: "PUT",
  path: "/target-policies/{policyName}",
  input: z.object({ policyName, target: registryFields.arn }),
  run({ policyName: name, target }, { region: { registry } }) {
    attach(registry, name, target);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DetachPolicy.html */
const detachPolicy = defineOperation({
  name: "DetachPolicy",
  method: "POST",
  path: "/target-policies/{policyName}",
  input: z.object({ policyName, target: registryFields.arn }),
  run({ policyName: name, target }, { region: { registry } }) {
    detach(registry, name, target);
    return {};
  },
});

/** Policies of a target; if `recursive`, also the policies of a thing group's parents. */
function policiesOf(registry: Registry, target: string, recursive: boolean): readonly NamedPolicy[] {
  const group = registry.thingGroupOf(target);
  const above = group === undefined || !recursive ? [] : ancestorsOf(registry, group.name).map(({ arn }) => arn);
  const names = new Set([target, ...above].flatMap((arn) => registry.policyTargets.leftsOf(arn)));
  return [...names].map((name) => registry.policy(name));
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListAttachedPolicies.html */
const listAttachedPolicies = defineOperation({
  name: "ListAttachedPolicies",
  method: "POST",
  path: "/attached-policies/{target}",
  input: z.object({
    target: registryFields.arn,
    recursive: fields.queryFlag.default(false),
    ...registryFields.marked,
  }),
  run({ target, recursive, ...page }, { region: { registry } }) {
    checkTarget(registry, target);
    return markedPage("policies", policiesOf(registry, target, recursive), ({ name }) => name, summary, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListTargetsForPolicy.html */
const listTargetsForPolicy = defineOperation({
  name: "ListTargetsForPolicy",
  method: "POST",
  path: "/policy-targets/{policyName}",
  input: z.object({ policyName, ...registryFields.marked }),
  run({ policyName: name, ...page }, { region: { registry } }) {
    registry.policy(name);
    return markedPage("targets", registry.policyTargets.rightsOf(name), String, String, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPolicyPrincipals.html */
const listPolicyPrincipals = defineOperation({
  name: "ListPolicyPrincipals",
  method: "GET",
  path: "/policy-principals",
  headers: { policyName: "x-amzn-iot-policy" },
  input: z.object({ policyName, ...registryFields.marked }),
  run({ policyName: name, ...page }, { region: { registry } }) {
    registry.policy(name);
    const principals = registry.policyTargets.rightsOf(name).filter((one) => registry.certificateOf(one) !== undefined);
    return markedPage("principals", principals, String, String, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListPrincipalPolicies.html */
const listPrincipalPolicies = defineOperation({
  name: "ListPrincipalPolicies",
  method: "GET",
  path: "/principal-policies",
  headers: { principal: "x-amzn-iot-principal" },
  input: z.object({ principal: registryFields.arn, ...registryFields.marked }),
  run({ principal, ...page }, { region: { registry } }) {
    checkTarget(registry, principal);
    return markedPage("policies", policiesOf(registry, principal, false), ({ name }) => name, summary, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetEffectivePolicies.html */
const getEffectivePolicies = defineOperation({
  name: "GetEffectivePolicies",
  method: "POST",
  path: "/effective-policies",
  input: z.object({ principal: registryFields.arn, thingName: registryFields.thingName.optional() }),
  run({ principal, thingName }, { region: { registry } }) {
    checkTarget(registry, principal);
    const policies = effectivePolicies(registry, principal, thingOf(registry, principal, thingName));
    return {
      effectivePolicies: policies.map((policy) => ({ ...summary(policy), policyDocument: defaultDocument(policy) })),
    };
  },
});

/** Operations on policies and their targets. */
export const POLICY_OPERATIONS = [
  createPolicy,
  getPolicy,
  deletePolicy,
  listPolicies,
  createPolicyVersion,
  getPolicyVersion,
  deletePolicyVersion,
  setDefaultPolicyVersion,
  listPolicyVersions,
  attachPolicy,
  detachPolicy,
  listAttachedPolicies,
  listTargetsForPolicy,
  listPolicyPrincipals,
  listPrincipalPolicies,
  getEffectivePolicies,
];
