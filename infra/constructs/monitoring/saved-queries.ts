import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import { logicalId, savedQueryAddress } from "../../addresses";
import { DECISION_QUERIES, savedQueryName } from "../../deployed-names";

/** Settings of the saved queries' construct. */
export interface SavedQueriesProps {
  readonly stackName: string;
  /** Log group with the decision log. */
  readonly logGroupName: string;
}

/**
 * Queries of the decision log that are saved in CloudWatch Logs Insights, in a folder named after the stack.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { stackName, logGroupName }: SavedQueriesProps) {
    super(scope, id);
    for (const [title, queryString] of Object.entries(DECISION_QUERIES)) {
      const name = logicalId(savedQueryAddress(title));
      new CloudwatchQueryDefinition(this, name, {
        name: savedQueryName(stackName, title),
        logGroupNames: [logGroupName],
        queryString,
      }).overrideLogicalId(name);
    }
  }
}
