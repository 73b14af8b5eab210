import type { AuthorizerDescription } from "@aws-sdk/client-iot";
import { loginRows } from "../../../config/login-kinds";
import { ConfigurationError } from "../../../config/problem";
import type { ResolvedStack } from "../../../config/schema";
import { cdktf } from "../../../config/text";
import { loadPublicKeys } from "../../../identity/tokens";
import { INSTANCE } from "../../../infra/addresses";
import { LOGIN_TOOLS } from "../../kinds/login-tools";
import { type Check, failed, ok, type Subject, skipped, warning } from "../doctor-check";
import { keyDifferences } from "./key-differences";

const deploy = () => `Apply the stack: ${cdktf("deploy")}`;
const deployKeys = () =>
  `If the configuration is right, find out who changed the keys, then: ${cdktf("deploy")}. If AWS's keys are right, correct authorizer.signing.publicKeys.`;

/**
 * Checks that the authorizer exists, and that its status, its signing and its function are those of the configuration.
 */
export const authorizer: Check = {
  name: "authorizer",
  actions: ["iot:DescribeAuthorizer"],
  async run({ api, stack, authorizerName, project }) {
    const { status, signing } = stack.settings.authorizer;
    const found = await api.authorizer(authorizerName);
    if (found === undefined) return failed(`there is no authorizer ${authorizerName}`, deploy());
    const keys = await wrongKeys(found, signing, project.configFolder);
    const wrong = [
      ...(found.status === status ? [] : [`it is ${found.status} instead of ${status}`]),
      ...(Boolean(found.signingDisabled) === (signing === undefined)
        ? []
        : [`signing is ${found.signingDisabled ? "off" : "on"}, contrary to the configuration`]),
      ...(signing && found.tokenKeyName !== signing.tokenKeyName
        ? [`its token key is ${found.tokenKeyName ?? "missing"} instead of ${signing.tokenKeyName}`]
        : []),
      ...keys,
      ...(found.authorizerFunctionArn?.split(":")[6] === stack.stackName
        ? []
        : [`it calls ${found.authorizerFunctionArn ?? "nothing"} instead of function ${stack.stackName}`]),
    ];
    if (wrong.length > 0) return failed(wrong.join("; "), keys.length > 0 ? deployKeys() : deploy());
    if (status === "INACTIVE")
      return warning(
        `${authorizerName} is INACTIVE as configured, so no user can log in`,
        "Set authorizer.status to ACTIVE.",
      );
    return ok(`${authorizerName} is ACTIVE, signing is ${signing ? "on" : "off"}, and it calls ${stack.stackName}`);
  },
};

/**
 * The differences between the keys, if AWS and the configuration have signing on. The caller reports any other case.
 */
async function wrongKeys(
  { signingDisabled, tokenSigningPublicKeys = {} }: AuthorizerDescription,
  signing: ResolvedStack["settings"]["authorizer"]["signing"],
  configFolder: string,
): Promise<string[]> {
  if (signing === undefined || signingDisabled) return [];
  const { keys, problems } = await loadPublicKeys(signing.publicKeys, configFolder);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return keyDifferences(tokenSigningPublicKeys, keys);
}

/** Checks that the function answers: tests a login without a password, which any working function refuses. */
export const answer: Check = {
  name: "answer",
  actions: ["iot:TestInvokeAuthorizer"],
  async run({ api, stack, authorizerName }) {
    const [turnsAway] = loginRows(stack.settings, LOGIN_TOOLS).flatMap((row) => row.turnsAwayPasswords ?? []);
    if (turnsAway)
      return skipped(`${turnsAway.because}, so AWS IoT Core does not call the function; ask with: ${turnsAway.ask()}`);
    const outcome = await api.emptyLogin(authorizerName);
    if (outcome.allowed)
      return failed(
        "it accepts a user that does not exist, without a password",
        "Check the deployed function at once.",
      );
    return outcome.refusedBy === "function"
      ? ok("the function answers, and refuses a login without a password")
      : failed(outcome.because.replace(/\.$/, ""), `See the log: aws logs tail /aws/lambda/${stack.stackName}`);
  },
};

/** Checks whether the stack's authorizer is the default, as configured, and names the owner of another default. */
export const defaultAuthorizer: Check = {
  name: "default",
  actions: ["iot:DescribeDefaultAuthorizer", "iot:ListTagsForResource"],
  async run(subject) {
    const { api, stack, authorizerName } = subject;
    const { authorizer: configured, region } = stack.settings;
    const wanted = configured.setAsDefault;
    // Terraform does not read which authorizer is the default, so another apply alone would change nothing.
    const setAgain = `terraform -chdir=cdktf.out/stacks/${stack.stackName} apply -replace='${INSTANCE.defaultSet}'`;
    const found = await api.defaultAuthorizer();
    const byName = `clients name ${authorizerName} in their user name`;
    if (found === undefined)
      return wanted
        ? failed(
            "there is no default authorizer, so clients that name none are refused",
            `${deploy()}. If that changes nothing: ${setAgain}`,
          )
        : ok(`there is no default authorizer; ${byName}`);
    if (found.authorizerName === authorizerName)
      return wanted
        ? ok(`${authorizerName} is the default`)
        : warning(
            `${authorizerName} is the default, though authorizer.setAsDefault is off`,
            `${deploy()}. If that changes nothing, it was set outside this stack: aws iot clear-default-authorizer --region ${region}`,
          );
    const whose = `${found.authorizerName} is the default, which belongs to ${await ownerText(subject, found.authorizerArn ?? "")}`;
    return wanted
      ? failed(
          whose,
          `Find out who set it. To take it over: authorizer.takeOver: true, ${cdktf("deploy")}, and if that changes nothing: ${setAgain}`,
        )
      : ok(`${whose}; ${byName}`);
  },
};

async function ownerText({ api }: Subject, arn: string): Promise<string> {
  const owner = await api.ownerOf(arn);
  return owner === undefined ? "no stack, by its tags" : `stack ${owner}`;
}
