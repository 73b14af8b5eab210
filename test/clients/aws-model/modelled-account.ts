import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateAuthorizerCommand, IoTClient } from "@aws-sdk/client-iot";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { authorizerName } from "../../../config/names/stack-names";
import { resolveConfig } from "../../../config/stages/resolve-config";
import type { User } from "../../../identity/users/users-schema";
import { packageFunction } from "../../../infra/packaging/package-function";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { HANDLER } from "../../../lambda/contract";
import { startControlPlane } from "../../../local/control-plane/control-plane";
import { REPOSITORY, type TestProject, testProject } from "../../cli/helpers/project";
import { putKey } from "../../cli/tokens/signing-project";
import { type Moto, startMoto } from "../../deploy/helpers/moto";
import { keyPair } from "../../identity/tokens/key-pair";
import { type ExchangeRecorder, startExchangeRecorder } from "./exchange-recorder";

export const [REGION, ACCOUNT] = ["eu-west-1", "123456789012"];
const pair = keyPair();

/** An account of moto and the stand-in, with a recorder between the account and the tool. */
export interface ModelledAccount {
  readonly recorder: ExchangeRecorder;
  /** Recorder of a second account, in which the stand-in itself has the tables. */
  readonly tablesRecorder: ExchangeRecorder;
  /** Makes a table of users, in both accounts. */
  makeTable(name: string): Promise<void>;
  /** Client of AWS IoT's API whose calls are not recorded, for what others do in the account. */
  readonly iot: IoTClient;
  /** Makes a project in its own folder, with a signing key in `keys/key-1.*.pem`. */
  project(config: string, users?: readonly User[]): TestProject;
  /** Makes function, permission and authorizer of a project's stack, as an apply does. These calls are not recorded. */
  deploy(project: TestProject): Promise<void>;
  close(): Promise<void>;
}

export async function startModelledAccount(): Promise<ModelledAccount> {
  const moto: Moto = await startMoto();
  const controlPlane = await startControlPlane({ accountId: ACCOUNT, forwardTo: moto.url });
  const recorder = await startExchangeRecorder(controlPlane.url, ["iot"]);
  const tablesPlane = await startControlPlane({ accountId: ACCOUNT });
  const tablesRecorder = await startExchangeRecorder(tablesPlane.url, ["dynamodb"]);
  const settings = {
    region: REGION,
    endpoint: controlPlane.url,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  };
  const [iot, lambda] = [new IoTClient(settings), new LambdaClient(settings)];
  const role = await createRole(moto.url);
  const projects: TestProject[] = [];

  return {
    recorder,
    tablesRecorder,
    async makeTable(TableName) {
      tablesPlane.store.region(REGION).tables.ensure({ name: TableName, hashKey: "name" }, [], 0);
      const dynamoDb = new DynamoDBClient(settings);
      await dynamoDb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
        }),
      );
      dynamoDb.destroy();
    },
    iot,
    project(config, users = []) {
      const project = testProject({ config, users: [...users] });
      mkdirSync(join(project.folder, "keys"));
      putKey(project, "key-1", pair);
      projects.push(project);
      return project;
    },
    async deploy({ folder }) {
      const [stack] = resolveConfig(require(join(folder, "iot-auth.config.ts")).default);
      if (stack === undefined) throw new Error("the configuration holds no stack");
      const { packageInput, settings: loaded } = await loadStack(stack, folder);
      const { zip } = await packageFunction(REPOSITORY, join(folder, ".iot-auth", "cache"), packageInput);
      const { stackName } = stack;
      const { FunctionArn = "" } = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: stackName,
          Role: role,
          Runtime: loaded.function.runtime,
          Architectures: [loaded.function.architecture],
          Handler: HANDLER,
          MemorySize: loaded.function.memorySize,
          Timeout: 5,
          Code: { ZipFile: zip },
        }),
      );
      const { signing } = loaded.authorizer;
      const { authorizerArn } = await iot.send(
        new CreateAuthorizerCommand({
          authorizerName: authorizerName(stackName, stack.settings.authorizer),
          authorizerFunctionArn: FunctionArn,
          status: "ACTIVE",
          ...(signing
            ? { tokenKeyName: signing.tokenKeyName, tokenSigningPublicKeys: signing.publicKeys }
            : { signingDisabled: true }),
        }),
      );
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: stackName,
          StatementId: "iot",
          Action: "lambda:InvokeFunction",
          Principal: "iot.amazonaws.com",
          SourceArn: authorizerArn,
          SourceAccount: ACCOUNT,
        }),
      );
    },
    async close() {
      for (const client of [iot, lambda]) client.destroy();
      for (const project of projects) project.remove();
      await recorder.close();
      await tablesRecorder.close();
      await tablesPlane.close();
      await controlPlane.close();
      await moto.stop();
    },
  };
}

/**
 * Makes the function's role, which moto requires.
 * @returns the role's ARN
 */
async function createRole(url: string): Promise<string> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const body = new URLSearchParams({
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "fleet",
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const authorization =
    "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
  const answer = await fetch(url, { method: "POST", body, headers: { authorization } });
  if (!answer.ok) throw new Error(await answer.text());
  return `arn:aws:iam::${ACCOUNT}:role/fleet`;
}
