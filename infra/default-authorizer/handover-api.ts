/** All that AWS keeps of an authorizer and that makes it behave as it does. Public keys are no secret, and still are never printed. */
export interface AuthorizerSettings {
  readonly functionArn: string;
  readonly active: boolean;
  readonly signingDisabled: boolean;
  readonly tokenKeyName?: string;
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
  readonly enableCachingForHttp: boolean;
}

/** AWS IoT Core's leave to call a function for one authorizer. */
export interface InvokePermission {
  readonly functionArn: string;
  readonly statementId: string;
  readonly authorizerArn: string;
  /** Account the authorizer must be in. */
  readonly account: string;
}

/**
 * The calls that make and remove the handover authorizer. Every method throws `AwsCallError`; removing what is gone already succeeds.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export interface HandoverApi {
  /** "already-exists" where the name is taken. */
  createAuthorizer(name: string, settings: AuthorizerSettings, tags: ReadonlyMap<string, string>): Promise<void>;
  /** Makes it INACTIVE: AWS deletes no ACTIVE one. */
  deactivateAuthorizer(name: string): Promise<void>;
  /** "conflict" while it is ACTIVE or in use. */
  deleteAuthorizer(name: string): Promise<void>;
  /** "conflict" where the function has a statement of that id, or is being changed. "not-found" where there is no such function. */
  addPermission(permission: InvokePermission): Promise<void>;
  removePermission(permission: InvokePermission): Promise<void>;
}
