import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  DescribeDomainConfigurationCommand,
  DescribeEndpointCommand,
  IoTClient,
  type IoTClientConfig,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-iot";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { OWNER_TAG } from "../../infra/default-authorizer/names";
import { callFailure } from "../aws/explain-failure";
import { testInvoke } from "../aws/test-invoke";
import type { DoctorApi, SavedQuery } from "./api";
import { functionTrouble } from "./function-trouble";

/**
 * AWS as the checks ask it.
 * @param settings The SDK's: Region, credentials, endpoint
 */
export function awsApi(settings: IoTClientConfig, now: () => Date): DoctorApi {
  const config = settings as object;
  const [iot, lambda, sts] = [new IoTClient(settings), new LambdaClient(config), new STSClient(config)];
  const [cloudWatch, dynamoDb] = [new CloudWatchClient(config), new DynamoDBClient(config)];
  const [logs, iam] = [new CloudWatchLogsClient(config), new IAMClient(config)];
  let ahead: number | undefined;
  const onAnswer = (headers: Readonly<Record<string, string>>): void => {
    const date = Date.parse(headers.date ?? "");
    // The header is cut to whole seconds.
    if (!Number.isNaN(date)) ahead = now().getTime() - (date + 500);
  };
  for (const client of [iot, lambda, sts, cloudWatch, dynamoDb, logs, iam]) listen(client, onAnswer);

  return {
    clockAhead: () => ahead,
    async identity() {
      const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    },
    authorizer: (authorizerName) =>
      orMissing(
        iot.send(new DescribeAuthorizerCommand({ authorizerName })).then((answer) => answer.authorizerDescription),
      ),
    defaultAuthorizer: () =>
      orMissing(iot.send(new DescribeDefaultAuthorizerCommand({})).then((answer) => answer.authorizerDescription)),
    async ownerOf(resourceArn) {
      const { tags = [] } = await iot.send(new ListTagsForResourceCommand({ resourceArn }));
      return tags.find(({ Key }) => Key === OWNER_TAG)?.Value;
    },
    functionConfiguration: (FunctionName) =>
      orMissing(lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))),
    usersTable: (TableName) =>
      orMissing(
        dynamoDb
          .send(new DescribeTableCommand({ TableName }))
          .then(({ Table }) => ({ status: Table?.TableStatus ?? "unknown" })),
      ),
    async hasLogGroup(name) {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
      return logGroups.some(({ logGroupName }) => logGroupName === name);
    },
    async savedQueries(queryDefinitionNamePrefix) {
      const found: SavedQuery[] = [];
      let nextToken: string | undefined;
      do {
        const page = await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix, nextToken }));
        for (const { name = "", queryDefinitionId = "" } of page.queryDefinitions ?? [])
          found.push({ name, id: queryDefinitionId });
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found;
    },
    roleDescription: (RoleName) =>
      orMissing(iam.send(new GetRoleCommand({ RoleName })).then(({ Role }) => Role?.Description ?? "")),
    hasDomainConfiguration: async (domainConfigurationName) =>
      (await orMissing(iot.send(new DescribeDomainConfigurationCommand({ domainConfigurationName })))) !== undefined,
    reservedConcurrency: (FunctionName) =>
      orMissing(
        lambda
          .send(new GetFunctionConcurrencyCommand({ FunctionName }))
          .then(({ ReservedConcurrentExecutions = "none" as const }) => ReservedConcurrentExecutions),
      ),
    functionPolicy: (FunctionName) =>
      orMissing(lambda.send(new GetPolicyCommand({ FunctionName })).then(({ Policy }) => Policy)),
    functionTrouble: (name, from, to) => functionTrouble(cloudWatch, name, from, to),
    async dataEndpoint() {
      const { endpointAddress = "" } = await iot.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" }));
      return endpointAddress;
    },
    emptyLogin: (authorizerName) => testInvoke(settings, authorizerName, { username: "iot-auth-doctor" }, {}),
  };
}

/** AWS answers with an error where something does not exist. */
async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (callFailure(error).kind === "missing") return undefined;
    throw error;
  }
}

type Client =
  | IoTClient
  | LambdaClient
  | STSClient
  | CloudWatchClient
  | DynamoDBClient
  | CloudWatchLogsClient
  | IAMClient;

/** Shows the headers of every answer. */
function listen(client: Client, onAnswer: (headers: Readonly<Record<string, string>>) => void): void {
  (client as IoTClient).middlewareStack.add(
    (next) => async (args) => {
      try {
        const result = await next(args);
        onAnswer(headersOf(result));
        return result;
      } catch (error) {
        // A refusal tells the time too, and a wrong clock is a reason to refuse.
        onAnswer(headersOf({ response: (error as { $response?: unknown }).$response }));
        throw error;
      }
    },
    { step: "deserialize", priority: "low", name: "iot-auth-clock" },
  );
}

function headersOf({ response }: { response?: unknown }): Readonly<Record<string, string>> {
  return (response as { headers?: Record<string, string> } | undefined)?.headers ?? {};
}
