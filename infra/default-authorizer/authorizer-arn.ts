/** The parts of an authorizer's ARN that the program compares. */
export interface AuthorizerArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

const PATTERN = /^arn:aws[a-z-]*:iot:([a-z0-9-]+):(\d{12}):authorizer\/([\w=,@-]{1,128})$/;

/**
 * Splits an authorizer's ARN.
 * @returns undefined when the text is no such ARN.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 * @example parseAuthorizerArn("arn:aws:iot:eu-central-1:123456789012:authorizer/cloudprnt")?.account // "123456789012"
 */
export function parseAuthorizerArn(arn: string): AuthorizerArn | undefined {
  const [, region, account, name] = PATTERN.exec(arn) ?? [];
  return region && account && name ? { region, account, name } : undefined;
}
