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
  DescribeCACertificateCommand,
  DescribeDefaultAuthorizerCommand,
  DescribeDomainConfigurationCommand,
  DescribeEndpointCommand,
  DescribeProvisioningTemplateCommand,
  IoTClient,
  type IoTClientConfig,
  ListCACertificatesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-iot";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parseCertificate } from "../../identity/certificates";
import { OWNER_TAG } from "../../infra/default-authorizer/names";
import { orMissing } from "../aws/explain-failure";
import { testInvoke } from "../aws/test-invoke";
import { deviceApi } from "../certificates/device-api";
import type { DoctorApi, RegisteredAuthority, SavedQuery } from "./api";
import { functionTrouble } from "./function-trouble";

/**
 * The checks' calls of AWS, made with the SDK.
 * @param settings Settings of the SDK's clients: Region, credentials, endpoint
 */
export function awsApi(settings: IoTClientConfig, now: () => Date): DoctorApi {
  const config = settings as object;
  const [iot, lambda, sts] = [new IoTClient(settings), new LambdaClient(config), new STSClient(config)];
  const [cloudWatch, dynamoDb] = [new CloudWatchClient(config), new DynamoDBClient(config)];
  const [logs, iam] = [new CloudWatchLogsClient(config), new IAMClient(config)];
  let ahead: number | undefined;
  const onAnswer = (headers: Readonly<Record<string, string>>): void => {
    const date = Date.parse(headers.date ?? "");
    // The header has whole seconds: on average, the time is half a second later.
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
    async authorities() {
      const found: RegisteredAuthority[] = [];
      let marker: string | undefined;
      do {
        const page = await iot.send(new ListCACertificatesCommand({ marker }));
        for (const { certificateId } of page.certificates ?? []) found.push(...(await authorityOf(iot, certificateId)));
        marker = page.nextMarker;
      } while (marker !== undefined);
      return found;
    },
    template: (templateName) =>
      orMissing(
        iot
          .send(new DescribeProvisioningTemplateCommand({ templateName }))
          .then(({ enabled = false, provisioningRoleArn: roleArn = "" }) => ({ enabled, roleArn })),
      ),
    devices: deviceApi(iot, (error) => error),
    emptyLogin: (authorizerName) => testInvoke(settings, authorizerName, { username: "iot-auth-doctor" }, {}),
  };
}

/** A CA in a list; empty if its certificate cannot be read, or if the CA was deleted meanwhile. */
async function authorityOf(iot: IoTClient, certificateId: string | undefined): Promise<RegisteredAuthority[]> {
  const described = await orMissing(iot.send(new DescribeCACertificateCommand({ certificateId })));
  const { certificatePem = "", status = "unknown", autoRegistrationStatus } = described?.certificateDescription ?? {};
  const templateName = described?.registrationConfig?.templateName;
  const x509 = parseCertificate({ pem: certificatePem, der: Buffer.alloc(0) });
  if (x509 === undefined) return [];
  const autoRegistration = autoRegistrationStatus === "ENABLE";
  return [{ fingerprint: x509.fingerprint256, status, autoRegistration, ...(templateName ? { templateName } : {}) }];
}

type Client =
  | IoTClient
  | LambdaClient
  | STSClient
  | CloudWatchClient
  | DynamoDBClient
  | CloudWatchLogsClient
  | IAMClient;

/** Calls a function with the headers of every answer, refusals included. */
function listen(client: Client, onAnswer: (headers: Readonly<Record<string, string>>) => void): void {
  (client as IoTClient).middlewareStack.add(
    (next) => async (args) => {
      try {
        const result = await next(args);
        onAnswer(headersOf(result));
        return result;
      } catch (error) {
        // A refusal has a date, too, and a wrong clock is a reason for a refusal.
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
