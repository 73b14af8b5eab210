import { z } from "zod";
import { invalidRequest } from "../../local-errors";
import { defineOperation } from "../define-operation";
import { ownName } from "../fields/domain-fields";

const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;

/**
 * Deletes a domain configuration that is DISABLED; an AWS-managed one must have been DISABLED for 7 days, see
 * `Assumptions.domainDeletionWait`. Assumption: `InvalidRequestException` if it is ENABLED; AWS documents that it must
 * be DISABLED first, but not the error.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-managing.html
 */
export const deleteDomainConfiguration = defineOperation({
  name: "DeleteDomainConfiguration",
  method: "DELETE",
  path: "/domainConfigurations/{domainConfigurationName}",
  input: z.object({ domainConfigurationName: ownName }),
  run({ domainConfigurationName }, { region, clock, assumptions }) {
    const { status, domainType, lastStatusChangeDate } = region.domainConfiguration(domainConfigurationName);
    if (status !== "DISABLED") {
      throw invalidRequest(`Domain configuration ${domainConfigurationName} is ENABLED; disable it first`);
    }
    const waits = assumptions.domainDeletionWait && domainType === "AWS_MANAGED";
    if (waits && clock.now() - lastStatusChangeDate < SEVEN_DAYS) {
      throw invalidRequest(
        "AWS Managed Domain Configuration must be disabled for at least 7 days before it can be deleted",
      );
    }
    region.domainConfigurations.delete(domainConfigurationName);
    return {};
  },
});
