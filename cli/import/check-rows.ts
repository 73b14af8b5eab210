import { ConfigurationError, Described, type Problem } from "../../config/problem";
import { checkPassword, checkSecret, checkUserFields, type User } from "../../identity/users";
import { parseMoment, WHEN_REMEDY } from "../terminal/parse-when";
import { checkGroup, checkPasswords, checkTokenOnly } from "../users/check-user";
import { sentenceStart } from "../users/effect";
import type { UsersTarget } from "../users/target";
import { checkStored } from "./check-stored";
import { byLine, type ImportRow, type ParsedImport, placeOf } from "./formats/import-row";

/** A checked user whose secrets are not made yet. */
export interface PreparedUser {
  /** The user; for a change of an existing user, only the fields that the row gives. */
  readonly user: Pick<User, "name"> & Partial<Omit<User, "secrets">>;
  /** Source of its secrets: stored secrets, a password to hash, a generated secret, or the secrets that the user already has. */
  readonly from: { readonly stored: readonly string[] } | { readonly password: Buffer } | "generate" | "keep";
  /** Whether the user exists already and is to be changed. */
  readonly change: boolean;
}

/** What rows are checked against, and the options of the import. */
export interface CheckOptions {
  /** Name of the file in messages. */
  readonly label: string;
  readonly target: UsersTarget;
  /** Group for rows without a group. */
  readonly group: string | undefined;
  /** Whether a user with a hash that cannot be kept gets one generated secret in place of all its secrets. */
  readonly newSecrets: boolean;
  /** Names of the users in the store. */
  readonly existing: ReadonlySet<string>;
  /** Whether existing users are changed to what their rows say. */
  readonly update: boolean;
  readonly now: Date;
}

/**
 * Checks every row.
 * @throws {ConfigurationError} with every problem of every row, by line; none of them quotes a secret
 */
export function checkRows({ rows, problems }: ParsedImport, options: CheckOptions): PreparedUser[] {
  const firstLine = new Map<unknown, number>();
  const existing: ReadonlySet<unknown> = options.existing;
  const found = rows.flatMap((row) => {
    const { name } = row.fields;
    const earlier = firstLine.get(name);
    if (earlier === undefined) firstLine.set(name, row.line);
    return [
      ...rowProblems(withDefaults(row, options), options),
      ...duplicate(row, earlier, existing.has(name) && !options.update, options),
    ];
  });
  if (problems.length + found.length > 0) throw new ConfigurationError(byLine([...problems, ...found]));
  return rows.map((row) => prepare(withDefaults(row, options), options));
}

/** Returns the row with the default group, and with its expiry as ISO 8601 if it can be parsed. */
function withDefaults(row: ImportRow, { group, now }: CheckOptions): ImportRow {
  const { expiresAt } = row.fields;
  const moment = typeof expiresAt === "string" ? parseMoment(expiresAt, now) : undefined;
  return { ...row, fields: { ...(group ? { group } : {}), ...row.fields, ...(moment ? { expiresAt: moment } : {}) } };
}

function rowProblems({ line, fields, password, secrets, lostHash }: ImportRow, options: CheckOptions): Problem[] {
  const place = (field: string) => placeOf(options.label, line, field);
  const group = typeof fields.group === "string" ? checkGroup(fields.group, options.target, place("group")) : undefined;
  return [
    ...(fields.name === undefined ? [missing(place("name"), "Every user has a login name.")] : []),
    ...(fields.group === undefined && !isChange(fields, options)
      ? [missing(place("group"), "Add a column group, or give --group for all.")]
      : []),
    ...checkUserFields(fields as Partial<User>, place).map(explainExpiry),
    ...(group ? [group] : []),
    ...(isEmptyList(secrets) && password === undefined
      ? tokenOnlyProblems(options.target, place("secrets"))
      : passwordProblems(password, secrets, place, options)),
    ...(lostHash !== undefined && !options.newSecrets ? [lostHashProblem(place("password"), lostHash)] : []),
  ];
}

function isChange({ name }: ImportRow["fields"], { existing, update }: CheckOptions): boolean {
  return update && typeof name === "string" && existing.has(name);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function tokenOnlyProblems(target: UsersTarget, path: string): Problem[] {
  return listed(checkTokenOnly(target, path));
}

function passwordProblems(
  password: unknown,
  secrets: unknown,
  place: (field: string) => string,
  { target, newSecrets }: CheckOptions,
): Problem[] {
  if (secrets !== undefined) {
    const list = Array.isArray(secrets) ? secrets : [];
    const good = list.every((secret) => typeof secret === "string" && checkSecret(secret).ok);
    if (password === undefined && good && Array.isArray(secrets) && list.length <= 2) {
      return newSecrets ? [] : listed(checkStored(list, target, place("secrets")));
    }
    const must = "be a list of at most two whole PHC strings, without a password beside it";
    const remedy = "users export --format json --with-hashes writes them.";
    return [{ path: place("secrets"), must, got: new Described("something else (not shown)"), remedy }];
  }
  if (password === undefined) return [];
  if (typeof password !== "string") {
    const remedy = "Leave it out for a generated secret.";
    return [{ path: place("password"), must: "be text", got: new Described(`a ${typeof password}`), remedy }];
  }
  const path = place("password");
  // UTF-8 replaces each unpaired UTF-16 surrogate, which JSON can contain, by the same character.
  if (/\p{Surrogate}/u.test(password)) {
    const remedy = "Write the whole character, or leave it out for a generated secret.";
    const got = new Described("half a character (not shown)");
    return [{ path, must: "be text that can be written as UTF-8", got, remedy }];
  }
  return listed(checkPassword(Buffer.from(password), path) ?? checkPasswords(target, path));
}

function listed(problem: Problem | undefined): Problem[] {
  return problem ? [problem] : [];
}

function duplicate({ line, fields }: ImportRow, earlier: number | undefined, exists: boolean, options: CheckOptions) {
  if (earlier === undefined && !exists) return [];
  const remedy =
    earlier === undefined
      ? `${sentenceStart(options.target.store.label)} has that user already; --skip-existing leaves such lines out, --update changes such users to what their lines say.`
      : `Line ${earlier} has that name already; remove one of the two.`;
  const path = placeOf(options.label, line, "name");
  return [{ path, must: "be different from every other user's", got: fields.name, remedy }];
}

function explainExpiry(problem: Problem): Problem {
  return problem.path.endsWith(": expiresAt") ? { ...problem, remedy: WHEN_REMEDY } : problem;
}

function missing(path: string, remedy: string): Problem {
  return { path, must: "be given", remedy };
}

function lostHashProblem(path: string, lostHash: string): Problem {
  const remedy = "This user needs a new secret: --new-secrets generates one for every such user.";
  return { path, must: "be a PBKDF2-SHA512 hash ($7$) to be kept", got: new Described(lostHash), remedy };
}

function prepare({ fields, password, secrets, lostHash }: ImportRow, options: CheckOptions): PreparedUser {
  const user = fields as unknown as PreparedUser["user"];
  const change = isChange(fields, options);
  // Only with --new-secrets: without it, rowProblems reports such secrets.
  if (Array.isArray(secrets) && checkStored(secrets, options.target, ""))
    return { user: withoutRotation(user), from: "generate", change };
  if (Array.isArray(secrets)) return { user, from: { stored: secrets as string[] }, change };
  if (typeof password === "string") return { user, from: { password: Buffer.from(password) }, change };
  return { user, from: change && lostHash === undefined ? "keep" : "generate", change };
}

/** Removes the end of an older secret, which does not apply to a new secret. */
function withoutRotation({ retireFirstAt: _, ...user }: PreparedUser["user"]): PreparedUser["user"] {
  return user;
}
