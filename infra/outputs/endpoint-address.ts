import { Fn } from "cdktf";

/** Where an endpoint is, as Terraform's expressions. */
export interface EndpointAddress {
  readonly host: string;
  readonly port: string;
}

/**
 * Host and port of an endpoint's address, which Terraform knows when it plans. AWS's is a host name, whose port is 443; the local AWS IoT Core
 * gives its port with it.
 * @param endpoint Terraform's expression for `endpointAddress` of DescribeEndpoint
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html
 */
export function endpointAddress(endpoint: string): EndpointAddress {
  const parts = Fn.split(":", endpoint);
  // Of a list of one, `element` takes the first for the second, which is no number.
  return { host: Fn.element(parts, 0), port: Fn.tostring(Fn.try([Fn.tonumber(Fn.element(parts, 1)), 443])) };
}
