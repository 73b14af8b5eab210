import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../config/text";
import { ASSUMPTION_CHOICES, type Choice, type LocalIotCoreOptions } from "../../local";
import { wrapWords } from "../terminal/text-table";

/** Values of assumptions by their names. */
export type Assumptions = Readonly<Record<string, string | boolean>>;

/** The parts whose assumptions a client sees. Those of the control plane are seen by Terraform alone, and are options of `startLocalIotCore`. */
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

/** What holds unless something else is chosen. */
export const DEFAULT_ASSUMPTIONS: Assumptions = Object.fromEntries(KNOWN.map(({ name, values }) => [name, values[0]]));

/**
 * Reads one `NAME=VALUE` after others.
 * @throws {InvalidArgumentError} for an unknown name or value, or a name that was given before
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

/** The options of a stand-in that assumes this. */
export function assumptionOptions(chosen: Assumptions): Pick<LocalIotCoreOptions, "broker" | "login"> {
  const of = (part: Part) =>
    Object.fromEntries(
      KNOWN.flatMap(({ name, part: its }) => (its === part && name in chosen ? [[name, chosen[name]]] : [])),
    );
  return { broker: { assumptions: of("broker") }, login: of("login") };
}

/** The end of the command's help: every assumption, its values with the default first, and the question it answers. */
export function assumptionsHelp(): string {
  const lines = KNOWN.map(({ name, values, question }) =>
    [`  ${name}=${values.join("|")}`, ...wrapWords(question, 74).map((line) => `      ${line}`)].join("\n"),
  );
  return ["", "Assumptions, the default first (docs/local-versus-aws.md tells more):", ...lines].join("\n");
}
