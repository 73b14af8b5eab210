import { z } from "zod";
import { defineOperation } from "../define-operation";
import { anyName } from "../fields/domain-fields";
import { describeDomain } from "../resources/domain-configuration";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeDomainConfiguration.html */
export const describeDomainConfiguration = defineOperation({
  name: "DescribeDomainConfiguration",
  method: "GET",
  path: "/domainConfigurations/{domainConfigurationName}",
  input: z.object({ domainConfigurationName: anyName }),
  run: ({ domainConfigurationName }, { region }) => describeDomain(region.domainConfiguration(domainConfigurationName)),
});
