import type { z } from "zod";
import type { Clock } from "../clock";
import type { Functions } from "../functions/functions";
import type { AmazonAuthority } from "../registry/certificates/amazon-authority";
import { validate } from "./fields/validate-members";
import type { RegionState } from "./resources/control-plane-store";

/** Assumptions about behaviour that AWS's documentation leaves open. */
export interface Assumptions {
  /**
   * SetDefaultAuthorizer answers 409 `ResourceAlreadyExistsException` while another authorizer is the default. The API
   * lists the error, but not its cause.
   * @default false
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
   */
  readonly setDefaultConflict: boolean;
  /**
   * DeleteAuthorizer answers 409 `DeleteConflictException` for an ACTIVE authorizer. AWS documents that it cannot be
   * deleted, but not the error.
   * @default true
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-tutorial.html
   */
  readonly deleteActiveConflict: boolean;
  /**
   * DeleteAuthorizer answers 409 `DeleteConflictException` for the default authorizer. If false, the default is cleared
   * with the authorizer.
   * @default true
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteAuthorizer.html
   */
  readonly deleteDefaultConflict: boolean;
  /**
   * DeleteDomainConfiguration answers 400 `InvalidRequestException` for an AWS-managed domain that has not been
   * DISABLED for 7 days by the stand-in's clock. AWS documents the wait; set this to false if tests must clean up after
   * themselves.
   * @default true
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-managing.html
   */
  readonly domainDeletionWait: boolean;
  /**
   * DeleteThingType answers 400 `InvalidRequestException` for a thing type that was deprecated less than 5 minutes ago
   * by the stand-in's clock. AWS documents the wait; set this to false if tests must clean up after themselves.
   * @default true
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingType.html
   */
  readonly thingTypeDeletionWait: boolean;
}

/** Context of an operation. */
export interface OperationContext {
  readonly region: RegionState;
  readonly functions: Functions;
  readonly amazon: AmazonAuthority;
  readonly clock: Clock;
  readonly assumptions: Assumptions;
}

/** One operation of the API. */
export interface Operation {
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` matches one segment, which becomes a member of the input. */
  readonly path: string;
  /** Members of the input that are sent in headers: each member's header in lower case. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Checks the request's members and runs the operation. Returns the answer's JSON. */
  readonly run: (members: Readonly<Record<string, unknown>>, context: OperationContext) => unknown;
}

/** An operation with the schema of its input. */
export interface OperationDefinition<Schema extends z.ZodType> extends Omit<Operation, "run"> {
  readonly input: Schema;
  readonly run: (input: z.output<Schema>, context: OperationContext) => unknown;
}

/**
 * Defines an operation whose input is checked before it runs.
 * @example
 * defineOperation({ name: "DescribeAuthorizer", method: "GET", path: "/authorizer/{authorizerName}", input, run });
 */
export function defineOperation<Schema extends z.ZodType>({
  input,
  run,
  ...rest
}: OperationDefinition<Schema>): Operation {
  return { ...rest, run: async (members, context) => run(validate(input, members), context) };
}
