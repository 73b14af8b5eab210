import { type Command, InvalidArgumentError, Option } from "commander";
import { authorizerName } from "../../config/names/stack-names";
import { ConfigurationError } from "../../config/problem";
import { controlPlaneEndpoint } from "../aws/control-plane-endpoint";
import { loginText } from "../aws/login-text";
import { type LoginContext, testInvoke } from "../aws/test-invoke";
import type { CommandContext } from "../command-context";
import { EXIT } from "../exit-codes";
import {
  addLoginOptions,
  type LoginArguments,
  loginProblems,
  readCredentials,
  WHY_NO_PASSWORD_OPTION,
} from "../mqtt/login-arguments";
import { loadProject } from "../project";
import { whileBusy } from "../terminal/busy";
import { examples } from "../usage-texts";

interface Options extends LoginArguments {
  readonly clientId?: string;
  readonly authorizerName?: string;
  readonly httpHeader?: Readonly<Record<string, string>>;
  readonly httpQuery?: string;
  readonly serverName?: string;
  readonly local?: boolean;
  readonly endpoint?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addLoginOptions(
    command.description(
      "Ask AWS whether the deployed authorizer accepts a login (TestInvokeAuthorizer), and what the policy allows. " +
        "Nothing connects; exit code 1 means refused.",
    ),
  )
    .option("--client-id <ID>", "MQTT client id (default: the login name)")
    .option("--authorizer-name <NAME>", "authorizer to ask (default: the stack's)")
    .option("--http-header <NAME:VALUE>", "an HTTP header that the client sends; may be repeated", parseHeader)
    .option("--http-query <QUERY>", "the query string of its HTTP request")
    .option("--server-name <HOST>", "the server name of its TLS connection (SNI)")
    .option("--local", "ask the running iot-auth local")
    .addOption(
      new Option("--endpoint <URL>", "ask AWS's API at another address, such as a stand-in's").conflicts("local"),
    )
    .addHelpText("after", WHY_NO_PASSWORD_OPTION)
    .addHelpText(
      "after",
      examples([
        ["iot-auth login --username printer-7", "asks for the password"],
        [
          "pass show printer-7 | iot-auth login --username printer-7 --password-stdin --local",
          "without an AWS account",
        ],
        ["iot-auth login --token-stdin --json < printer-7.json", "what token issue --json wrote"],
      ]),
    )
    .action((options: Options) => login(options, context));
}

async function login(options: Options, context: CommandContext): Promise<void> {
  const problems = loginProblems(options, context.io);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const project = await loadProject(context);
  const stack = project.stack();
  const { settings } = stack;
  const endpoint = await controlPlaneEndpoint(project, options, context.io);
  const name =
    options.authorizerName ?? endpoint.authorizerName ?? authorizerName(stack.stackName, settings.authorizer);

  const credentials = await readCredentials(options, context, settings.authorizer.signing?.tokenKeyName);
  const connection = loginContext(options);
  const { where } = endpoint;
  const outcome = await whileBusy(context.io, `Asking ${name} in ${where}`, async () =>
    testInvoke(await endpoint.settings(), name, credentials, connection),
  );
  const { username } = options;
  const { clientId } = connection;
  const question = {
    ...(username ? { username } : {}),
    ...(clientId ? { clientId } : {}),
    authorizerName: name,
    where,
  };
  await context.output.result({ ...question, ...outcome }, () => loginText(question, outcome, context.output.style));
  if (!outcome.allowed) context.exitWith(EXIT.refused);
}

function loginContext({ username, clientId = username, httpHeader, httpQuery, serverName }: Options): LoginContext {
  const http = {
    ...(httpHeader ? { headers: httpHeader } : {}),
    ...(httpQuery === undefined ? {} : { queryString: httpQuery }),
  };
  return {
    ...(clientId ? { clientId } : {}),
    ...(Object.keys(http).length > 0 ? { http } : {}),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/**
 * Adds the HTTP header of one option to those of the options before it.
 * @throws {InvalidArgumentError} if the text is not a name and a value
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.1
 * @example parseHeader("X-Api: 1", { Host: "x" }) // { Host: "x", "X-Api": "1" }
 */
export function parseHeader(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]+)$/.exec(text) ?? [];
  // The value is not repeated: it may be a token.
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Write it like: X-Api-Version: 1");
  return { ...before, [name]: value };
}
