import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { ENDPOINTS, type EndpointType } from "../resources/control-plane-store";

const TYPES = Object.keys(ENDPOINTS) as [EndpointType, ...EndpointType[]];

/**
 * The address of an endpoint, the same at each call. Assumption: `iot:Data` if no type is given.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html
 */
export const describeEndpoint = defineOperation({
  name: "DescribeEndpoint",
  method: "GET",
  path: "/endpoint",
  input: z.object({ endpointType: fields.text({ max: 128 }).pipe(fields.choice(TYPES)).default("iot:Data") }),
  run: ({ endpointType }, { region }) => ({ endpointAddress: region.endpointAddress(endpointType) }),
});
