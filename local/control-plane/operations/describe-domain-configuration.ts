import { z } from "zod";
import { describeDomain } from "../domain-configuration";
import { anyName } from "../domain-fields";
import { defineOperation } from "../operation";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeDomainConfiguration.html */
export const describeDomainConfiguration = defineOperation({
  name: "DescribeDomainConfiguration",
  method: "GET",
  path: "/domainConfigurations/{domainConfigurationName}",
  input: z.object({ domainConfigurationName: anyName }),
  run: ({ domainConfigurationName }, { region }) => describeDomain(region.domainConfiguration(domainConfigurationName)),
});
