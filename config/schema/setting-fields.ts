import { z } from "zod";

/** The rule of a field, as the words after "must", and what to do if the value breaks it. */
export interface FieldRule {
  readonly must: string;
  readonly remedy: string;
  /** Whether the value may be a secret, perhaps by mistake: messages then show only its length. @default false */
  readonly hidden?: boolean;
}

const SEPARATOR = "\u0000";

/** Packs a rule into a message of zod, from which {@link unpackRule} reads it. */
export function packRule({ must, remedy, hidden }: FieldRule): string {
  return [must, remedy, ...(hidden ? ["hidden"] : [])].join(SEPARATOR);
}

/** Returns the rule in a message of zod; `undefined` for zod's own messages. */
export function unpackRule(message: string): FieldRule | undefined {
  const [must, remedy, hidden] = message.split(SEPARATOR);
  return must !== undefined && remedy !== undefined ? { must, remedy, hidden: hidden !== undefined } : undefined;
}

/** A string that matches a pattern. */
export function text(pattern: RegExp, must: string, remedy: string) {
  const error = packRule({ must, remedy });
  return z.string({ error }).regex(pattern, { error });
}

/** The name of a profile in the AWS CLI's files, without spaces. */
export const profileName = text(
  /^[^\s\p{Cc}[\]]+$/u,
  "be the name of an AWS CLI profile",
  "aws configure list-profiles shows them.",
);

/** A whole number in a range. */
export function integer(min: number, max: number, must: string, remedy: string) {
  const error = packRule({ must, remedy });
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** `true` or `false`. */
export function flag(remedy: string) {
  return z.boolean({ error: packRule({ must: "be true or false", remedy }) });
}

/** One of several strings. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T, remedy: string) {
  const must = `be one of ${values.map((value) => `"${value}"`).join(", ")}`;
  return z.enum(values, { error: packRule({ must, remedy }) });
}
