import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { describe } from "../resources/control-plane-store";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeAuthorizer.html */
export const describeAuthorizer = defineOperation({
  name: "DescribeAuthorizer",
  method: "GET",
  path: "/authorizer/{authorizerName}",
  input: z.object({ authorizerName: fields.authorizerName }),
  run: ({ authorizerName }, { region }) => ({ authorizerDescription: describe(region.authorizer(authorizerName)) }),
});
