import { z } from "zod";
import { resourceNotFound } from "../../local-errors";
import { defineOperation } from "../define-operation";
import { describe } from "../resources/describe-resource";

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
