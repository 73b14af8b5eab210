import { type Check, failed, ok, type Subject, skipped, warning } from "./check";

const DEPLOY = "Apply the stack: npx cdktf deploy";

/** Does the authorizer exist, is it active, and does it sign and call what it should? */
export const authorizer: Check = {
  name: "authorizer",
  actions: ["iot:DescribeAuthorizer"],
  async run({ api, stack, authorizerName }) {
    const { status, signing } = stack.settings.authorizer;
    const found = await api.authorizer(authorizerName);
    if (found === undefined) return failed(`there is no authorizer ${authorizerName}`, DEPLOY);
    const wrong = [
      ...(found.status === status ? [] : [`it is ${found.status} instead of ${status}`]),
      ...(Boolean(found.signingDisabled) === (signing === undefined)
        ? []
        : [`signing is ${found.signingDisabled ? "off" : "on"}, contrary to the configuration`]),
      ...(signing && found.tokenKeyName !== signing.tokenKeyName
        ? [`its token key is ${found.tokenKeyName ?? "missing"} instead of ${signing.tokenKeyName}`]
        : []),
      ...(signing ? keyDifferences(found.tokenSigningPublicKeys, signing.publicKeys) : []),
      ...(found.authorizerFunctionArn?.split(":")[6] === stack.stackName
        ? []
        : [`it calls ${found.authorizerFunctionArn ?? "nothing"} instead of function ${stack.stackName}`]),
    ];
    if (wrong.length > 0) return failed(wrong.join("; "), DEPLOY);
    if (status === "INACTIVE")
      return warning(
        `${authorizerName} is INACTIVE as configured, so nobody can log in`,
        "Set authorizer.status to ACTIVE.",
      );
    return ok(`${authorizerName} is ACTIVE, signing is ${signing ? "on" : "off"}, and it calls ${stack.stackName}`);
  },
};

function keyDifferences(found: Readonly<Record<string, string>> = {}, configured: Readonly<Record<string, string>>) {
  const [there, here] = [Object.keys(found).sort(), Object.keys(configured).sort()];
  return there.join() === here.join()
    ? []
    : [`its public keys are ${there.join(", ") || "none"} instead of ${here.join(", ")}`];
}

/** Does the function answer? A login without a password is asked, which any working function refuses. */
export const answer: Check = {
  name: "answer",
  actions: ["iot:TestInvokeAuthorizer"],
  async run({ api, stack, authorizerName }) {
    if (stack.settings.authorizer.signing)
      return skipped("a signed authorizer answers signed tokens only; ask with: iot-auth login --token-stdin");
    const outcome = await api.emptyLogin(authorizerName);
    if (outcome.allowed)
      return failed("it lets a user in who does not exist, without a password", "Check the deployed function at once.");
    return outcome.refusedBy === "function"
      ? ok("the function answers, and refuses a login without a password")
      : failed(outcome.because.replace(/\.$/, ""), `See the log: aws logs tail /aws/lambda/${stack.stackName}`);
  },
};

/** Is the default authorizer ours, as configured, and if not, whose? */
export const defaultAuthorizer: Check = {
  name: "default",
  actions: ["iot:DescribeDefaultAuthorizer", "iot:ListTagsForResource"],
  async run(subject) {
    const { api, stack, authorizerName } = subject;
    const wanted = stack.settings.authorizer.setAsDefault;
    const found = await api.defaultAuthorizer();
    const byName = `clients name ${authorizerName} in their user name`;
    if (found === undefined)
      return wanted
        ? failed("there is no default authorizer, so clients that name none are refused", DEPLOY)
        : ok(`there is no default authorizer; ${byName}`);
    if (found.authorizerName === authorizerName)
      return wanted
        ? ok(`${authorizerName} is the default`)
        : warning(`${authorizerName} is the default, though authorizer.setAsDefault is off`, DEPLOY);
    const whose = `${found.authorizerName} is the default, which belongs to ${await ownerText(subject, found.authorizerArn ?? "")}`;
    return wanted
      ? failed(whose, `Find out who set it. To take it over: authorizer.takeOver: true, then npx cdktf deploy`)
      : ok(`${whose}; ${byName}`);
  },
};

async function ownerText({ api }: Subject, arn: string): Promise<string> {
  const owner = await api.ownerOf(arn);
  return owner === undefined ? "nobody that its tags name" : `stack ${owner}`;
}
