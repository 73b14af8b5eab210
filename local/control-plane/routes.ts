import { invalidRequest } from "../local-errors";
import type { Operation } from "./define-operation";
import { CA_CERTIFICATE_OPERATIONS } from "./operations/ca-certificate-operations";
import { CERTIFICATE_OPERATIONS } from "./operations/certificate-operations";
import { createAuthorizer } from "./operations/create-authorizer";
import { createDomainConfiguration } from "./operations/create-domain-configuration";
import {
  clearDefaultAuthorizer,
  describeDefaultAuthorizer,
  setDefaultAuthorizer,
} from "./operations/default-authorizer-operations";
import { deleteAuthorizer } from "./operations/delete-authorizer";
import { deleteDomainConfiguration } from "./operations/delete-domain-configuration";
import { describeAuthorizer } from "./operations/describe-authorizer";
import { describeDomainConfiguration } from "./operations/describe-domain-configuration";
import { describeEndpoint } from "./operations/describe-endpoint";
import { listAuthorizers } from "./operations/list-authorizers";
import { listDomainConfigurations } from "./operations/list-domain-configurations";
import { POLICY_OPERATIONS } from "./operations/policy-operations";
import { PROVISIONING_TEMPLATE_OPERATIONS } from "./operations/provisioning-template-operations";
import { listTagsForResource, tagResource, untagResource } from "./operations/tag-operations";
import { testInvokeAuthorizer } from "./operations/test-invoke-authorizer";
import { THING_GROUP_OPERATIONS } from "./operations/thing-group-operations";
import { THING_OPERATIONS } from "./operations/thing-operations";
import { THING_TYPE_OPERATIONS } from "./operations/thing-type-operations";
import { updateAuthorizer } from "./operations/update-authorizer";
import { updateDomainConfiguration } from "./operations/update-domain-configuration";

/** All operations of the stand-in's control plane. */
export const OPERATIONS: readonly Operation[] = [
  createAuthorizer,
  describeAuthorizer,
  updateAuthorizer,
  deleteAuthorizer,
  listAuthorizers,
  testInvokeAuthorizer,
  setDefaultAuthorizer,
  describeDefaultAuthorizer,
  clearDefaultAuthorizer,
  tagResource,
  untagResource,
  listTagsForResource,
  describeEndpoint,
  createDomainConfiguration,
  describeDomainConfiguration,
  updateDomainConfiguration,
  deleteDomainConfiguration,
  listDomainConfigurations,
  ...CA_CERTIFICATE_OPERATIONS,
  ...CERTIFICATE_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...THING_OPERATIONS,
  ...THING_TYPE_OPERATIONS,
  ...THING_GROUP_OPERATIONS,
  ...PROVISIONING_TEMPLATE_OPERATIONS,
];

/** An operation, and the members of its input that the path has. */
export interface Route {
  readonly operation: Operation;
  readonly pathMembers: Readonly<Record<string, string>>;
}

/**
 * Finds the operation for a request. A slash at the end of the path is ignored.
 * @throws AwsError `InvalidRequestException` if the path is not valid percent-encoded UTF-8
 * @example
 * findRoute("GET", "/authorizer/printers"); // { operation: describeAuthorizer, pathMembers: { authorizerName:
 * "printers" } }
 */
export function findRoute(method: string, path: string): Route | undefined {
  const given = segmentsOf(path);
  const { operation } = ROUTES.find((one) => one.operation.method === method && fits(one.wanted, given)) ?? {};
  if (operation === undefined) {
    return undefined;
  }
  const pathMembers: Record<string, string> = {};
  for (const [at, segment] of segmentsOf(operation.path).entries()) {
    if (isMember(segment)) {
      pathMembers[segment.slice(1, -1)] = decode(given[at] ?? "");
    }
  }
  return { operation, pathMembers };
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, "").split("/");
}

/** Operations with the segments of their paths. */
const ROUTES = OPERATIONS.map((operation) => ({ operation, wanted: segmentsOf(operation.path) }));

const isMember = (segment: string) => segment.startsWith("{");

function fits(wanted: readonly string[], given: readonly string[]): boolean {
  return wanted.length === given.length && wanted.every((segment, at) => isMember(segment) || segment === given[at]);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest("The path must be percent-encoded UTF-8");
  }
}
