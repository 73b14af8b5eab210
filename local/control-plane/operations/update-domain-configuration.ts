import { z } from "zod";
import { invalidRequest } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as domainFields from "../fields/domain-fields";
import * as fields from "../fields/member-fields";
import { summarizeDomain } from "../resources/domain-configuration";
import { checkDomain } from "../resources/domain-rules";

/**
 * Changes a domain configuration. Each given setting is replaced as a whole. A given status always counts as a change,
 * even if it is the same: in AWS (us-east-1, 2026), disabling a disabled domain configuration again restarted the 7
 * days' wait.
 *
 * Assumption: `authorizerConfig` together with `removeAuthorizerConfig` is an `InvalidRequestException`.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateDomainConfiguration.html
 */
export const updateDomainConfiguration = defineOperation({
  name: "UpdateDomainConfiguration",
  method: "PUT",
  path: "/domainConfigurations/{domainConfigurationName}",
  input: z.object({
    domainConfigurationName: domainFields.anyName,
    domainConfigurationStatus: domainFields.status.optional(),
    removeAuthorizerConfig: fields.flag.default(false),
    ...domainFields.settings,
  }),
  run({ domainConfigurationName, domainConfigurationStatus: status, removeAuthorizerConfig, ...changes }, context) {
    const { region, clock } = context;
    const { authorizerConfig: known, ...rest } = region.domainConfiguration(domainConfigurationName);
    if (removeAuthorizerConfig && changes.authorizerConfig !== undefined) {
      throw invalidRequest("authorizerConfig and removeAuthorizerConfig must not be given together");
    }
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const changed = {
      ...rest,
      ...(known !== undefined && !removeAuthorizerConfig && { authorizerConfig: known }),
      ...given,
      ...(status !== undefined && { status, lastStatusChangeDate: clock.now() }),
    };
    checkDomain(region, changed);
    region.domainConfigurations.set(domainConfigurationName, changed);
    return summarizeDomain(changed);
  },
});
