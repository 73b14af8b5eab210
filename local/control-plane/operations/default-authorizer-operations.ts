import { z } from "zod";
import { resourceAlreadyExists, resourceNotFound } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { describe, summarize } from "../resources/control-plane-store";

/**
 * Makes an authorizer the account's default in this Region. Assumptions: it replaces another default without an error
 * (see `Assumptions.setDefaultConflict`), and it may be INACTIVE.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
 */
export const setDefaultAuthorizer = defineOperation({
  name: "SetDefaultAuthorizer",
  method: "POST",
  path: "/default-authorizer",
  input: z.object({ authorizerName: fields.authorizerName }),
  run({ authorizerName }, { region, assumptions }) {
    const authorizer = region.authorizer(authorizerName);
    const present = region.defaultAuthorizerName;
    if (assumptions.setDefaultConflict && present !== undefined && present !== authorizerName) {
      throw resourceAlreadyExists(`Authorizer ${present} is the default authorizer already`);
    }
    region.defaultAuthorizerName = authorizerName;
    return summarize(authorizer);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeDefaultAuthorizer.html */
export const describeDefaultAuthorizer = defineOperation({
  name: "DescribeDefaultAuthorizer",
  method: "GET",
  path: "/default-authorizer",
  input: z.object({}),
  run(_input, { region }) {
    if (region.defaultAuthorizer === undefined) {
      throw resourceNotFound("No default authorizer is set");
    }
    return { authorizerDescription: describe(region.defaultAuthorizer) };
  },
});

/**
 * Removes the account's default authorizer in this Region. Assumption: 404 if there is none; the API lists this error.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ClearDefaultAuthorizer.html
 */
export const clearDefaultAuthorizer = defineOperation({
  name: "ClearDefaultAuthorizer",
  method: "DELETE",
  path: "/default-authorizer",
  input: z.object({}),
  run(_input, { region }) {
    if (region.defaultAuthorizerName === undefined) {
      throw resourceNotFound("No default authorizer is set");
    }
    region.defaultAuthorizerName = undefined;
    return {};
  },
});
