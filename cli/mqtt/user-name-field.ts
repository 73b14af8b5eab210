/** The parts of a CONNECT packet's user name. */
export interface UserNameParts {
  /** Login name, which may already have a query string. */
  readonly username?: string;
  /** Authorizer to name, if it is not the account's default. */
  readonly authorizerName?: string;
  readonly token?: { readonly keyName: string; readonly value: string; readonly signature: string };
}

const NAME = "x-amz-customauthorizer-name";
const SIGNATURE = "x-amz-customauthorizer-signature";

/**
 * Builds the user name for AWS IoT Core: the login name, with the authorizer and the token in a query string.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 * @example userNameField({ username: "meter-1", authorizerName: "fleet" }) // "meter-1?x-amz-customauthorizer-name=fleet"
 */
export function userNameField({ username = "", authorizerName, token }: UserNameParts): string {
  const parameters: [string, string][] = [
    ...(authorizerName && !username.includes(`${NAME}=`) ? [[NAME, authorizerName] as [string, string]] : []),
    ...(token
      ? ([
          [SIGNATURE, token.signature],
          [token.keyName, token.value],
        ] as [string, string][])
      : []),
  ];
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  if (query === "") return username;
  return `${username}${username.includes("?") ? "&" : "?"}${query}`;
}
