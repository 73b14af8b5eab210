import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { ENDPOINTS, type EndpointType } from "../resources/control-plane-store";

const TYPES = Object.keys(ENDPOINTS) as [EndpointType, ...EndpointType[]];

/**
 * Returns the address of an endpoint, which is the same at each call. Assumption: the type is `iot:Data` if none is
 * given.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html
 */
export const describeEndpoint = defineOperation({
  name: "DescribeEndpoint",
  method: "GET",
  path: "/endpoint",
  input: z.object({ endpointType: fields.text({ max: 128 }).pipe(fields.choice(TYPES)).default("iot:Data") }),
  run: ({ endpointType }, { region }) => ({ endpointAddress: region.endpointAddress(endpointType) }),
});
