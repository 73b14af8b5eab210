import {
  CreateAuthorizerCommand,
  DeleteAuthorizerCommand,
  type IoTClient,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { AddPermissionCommand, type LambdaClient, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { failedAs } from "../../aws/aws-call-error";
import type { HandoverApi } from "./handover-api";

/** Sends one call, and explains its failure. `service` such as `AWS Lambda`. */
export type Caller = <T>(action: string, send: () => Promise<T>, service?: string) => Promise<T>;

/** The handover authorizer's calls, over the SDK's clients. A function is called by its ARN, so that no other account's is meant. */
export function handoverCalls(iot: IoTClient, lambda: LambdaClient, call: Caller): HandoverApi {
  return {
    createAuthorizer: async (authorizerName, { functionArn, active, ...settings }, tags) => {
      const command = new CreateAuthorizerCommand({
        authorizerName,
        authorizerFunctionArn: functionArn,
        status: active ? "ACTIVE" : "INACTIVE",
        ...settings,
        tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
      });
      await call("iot:CreateAuthorizer", () => iot.send(command));
    },
    deactivateAuthorizer: async (authorizerName) => {
      const command = new UpdateAuthorizerCommand({ authorizerName, status: "INACTIVE" });
      await call("iot:UpdateAuthorizer", () => iot.send(command)).catch(undefinedWhenMissing);
    },
    deleteAuthorizer: async (authorizerName) => {
      const command = new DeleteAuthorizerCommand({ authorizerName });
      await call("iot:DeleteAuthorizer", () => iot.send(command)).catch(undefinedWhenMissing);
    },
    addPermission: async ({ functionArn, statementId, authorizerArn, account }) => {
      const command = new AddPermissionCommand({
        FunctionName: functionArn,
        StatementId: statementId,
        Action: "lambda:InvokeFunction",
        Principal: "iot.amazonaws.com",
        SourceArn: authorizerArn,
        SourceAccount: account,
      });
      await call("lambda:AddPermission", () => lambda.send(command), "AWS Lambda");
    },
    removePermission: async ({ functionArn, statementId }) => {
      const command = new RemovePermissionCommand({ FunctionName: functionArn, StatementId: statementId });
      await call("lambda:RemovePermission", () => lambda.send(command), "AWS Lambda").catch(undefinedWhenMissing);
    },
  };
}

/** For calls whose 404 is an everyday answer. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (failedAs(error, "not-found")) return undefined;
  throw error;
}
