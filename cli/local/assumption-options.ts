import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../config/text";
import { ASSUMPTION_CHOICES, type Choice, type LocalIotCoreOptions } from "../../local";
import { wrapWords } from "../terminal/text-table";

/** Values of assumptions, by their names. */
export type Assumptions = Readonly<Record<string, string | boolean>>;

/** The parts whose assumptions MQTT clients notice. Only Terraform notices those of the control plane, which are options of `startLocalIotCore`. */
const PARTS = ["broker", "login"] as const;

type Part = (typeof PARTS)[number];

interface KnownAssumption extends Choice<string | boolean> {
  readonly name: string;
  readonly part: Part;
}

const KNOWN: readonly KnownAssumption[] = PARTS.flatMap((part) =>
  Object.entries<Choice<string | boolean>>(ASSUMPTION_CHOICES[part]).map(([name, choice]) => ({
    name,
    part,
    ...choice,
  })),
);

/** The default value of each assumption. */
export const DEFAULT_ASSUMPTIONS: Assumptions = Object.fromEntries(KNOWN.map(({ name, values }) => [name, values[0]]));

/**
 * Parses one `NAME=VALUE` and adds it to those before.
 * @throws {InvalidArgumentError} if the name or the value is unknown, or the name was given before
 * @example parseAssumption("deniedPublish5=disconnect", {}) // { deniedPublish5: "disconnect" }
 */
export function parseAssumption(text: string, before: Assumptions = {}): Assumptions {
  const [name = "", value] = text.split(/=(.*)/s);
  const known = KNOWN.find((one) => one.name === name);
  if (known === undefined) {
    throw new InvalidArgumentError(
      `There is no such assumption. ${didYouMean(name, Object.keys(DEFAULT_ASSUMPTIONS))}`,
    );
  }
  const chosen = known.values.find((one) => String(one) === value);
  if (chosen === undefined)
    throw new InvalidArgumentError(`It must be ${known.values.map((one) => `${name}=${one}`).join(" or ")}.`);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} was given before.`);
  return { ...before, [name]: chosen };
}

/** Returns the options of a stand-in that makes the chosen assumptions. */
export function assumptionOptions(chosen: Assumptions): Pick<LocalIotCoreOptions, "broker" | "login"> {
  const of = (part: Part) =>
    Object.fromEntries(
      KNOWN.flatMap(({ name, part: its }) => (its === part && name in chosen ? [[name, chosen[name]]] : [])),
    );
  return { broker: { assumptions: of("broker") }, login: of("login") };
}

/** Returns the end of the command's help: each assumption with its values, the default first, and the question that it answers. */
export function assumptionsHelp(): string {
  const lines = KNOWN.map(({ name, values, question }) =>
    [`  ${name}=${values.join("|")}`, ...wrapWords(question, 74).map((line) => `      ${line}`)].join("\n"),
  );
  return ["", "Assumptions, the default first (docs/local-versus-aws.md explains them):", ...lines].join("\n");
}
