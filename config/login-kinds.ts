import { certificateProblems } from "./certificates/certificate-problems";
import { isThingGroup } from "./certificates/thing-group";
import type { Problem } from "./problem";
import type { ResolvedStack, StackSettings } from "./schema/config-schema";

/**
 * One way in which devices authenticate, with its part in the configuration. Each folder below has a table with one row for each kind, under the
 * kind's name, and uses that table without knowing the kinds:
 *
 * | Folder | Table | Content of the row |
 * | --- | --- | --- |
 * | `config/` | `LOGIN_KINDS`, here; its settings are a member of the schema in `config/schema/config-schema.ts` | when the kind is on, rules about several settings |
 * | `identity/` | `LOGIN_SOURCES` in `identity/login-sources.ts` | the files that its settings name, what `access.json` contains, rules for users |
 * | `infra/` | `LOGIN_RESOURCES` in `infra/login-resources.ts` | constructs, outputs, what the access map shows |
 * | `infra/permissions/` | `LOGIN_PERMISSIONS` in `infra/permissions/login-permissions.ts` | what Terraform and `doctor` may do |
 * | `review/` | `LOGIN_REVIEWS` in `review/kind-reviews.ts` | types of resources in a plan, warnings |
 * | `local/` | `LOGIN_STACKS` in `local/stack-kinds.ts` | what the stand-in reads from a synthesized stack, how its clients log in |
 * | `cli/` | `LOGIN_TOOLS` in `cli/kinds/login-tools.ts` | checks of `doctor`, commands to paste of `iot-auth local` |
 *
 * Once the name is in this table, the compiler requires a row in each other table, and a test does so in `local/`. A row leaves out what its kind does
 * not need.
 * @example
 * oidc: { setting: "oidc", isOn: ({ oidc }) => oidc !== undefined, problems: ({ oidc }) => issuerProblems(oidc) }
 */
export interface LoginKind {
  /** The setting that turns it on, for messages. @default - the kind is on without a setting */
  readonly setting?: string;
  /** Whether devices of a stack can log in this way. Several kinds can be on in one stack. */
  readonly isOn: (settings: StackSettings) => boolean;
  /** Returns the problems of a stack's settings that the schema cannot find, since they concern several settings. The settings are unchecked. */
  readonly problems?: (input: Record<string, unknown>) => readonly Problem[];
  /** Returns the problems of two stages that would create resources with the same name in one account and Region. */
  readonly conflicts?: (stack: ResolvedStack, earlier: ResolvedStack) => readonly Problem[];
}

const kinds = {
  password: { isOn: ({ authorizer }) => authorizer.signing === undefined },
  token: { setting: "authorizer.signing", isOn: ({ authorizer }) => authorizer.signing !== undefined },
  certificate: {
    setting: "certificates",
    isOn: ({ certificates, groups }) => certificates !== undefined || Object.values(groups).some(isThingGroup),
    problems: certificateProblems,
    conflicts: certificateConflicts,
  },
} as const satisfies Record<string, LoginKind>;

/** Name of a {@link LoginKind}. */
export type LoginKindName = keyof typeof kinds;

/** Every {@link LoginKind}, by its name. */
export const LOGIN_KINDS: Readonly<Record<LoginKindName, LoginKind>> = kinds;

/**
 * Returns the rows of a table for the kinds with which devices of a stack can log in.
 * @example loginRows(settings, LOGIN_RESOURCES).flatMap(({ make }) => make?.(place) ?? [])
 */
export function loginRows<T>(settings: StackSettings, table: Readonly<Record<LoginKindName, T>>): T[] {
  const names = Object.keys(LOGIN_KINDS) as LoginKindName[];
  return names.filter((name) => LOGIN_KINDS[name].isOn(settings)).map((name) => table[name]);
}

/** Returns the problems of things, thing types and thing groups that two stages would create with the same name in one account and Region. */
function certificateConflicts(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const [made, other] = [stack.settings.certificates, earlier.settings.certificates];
  if (made === undefined || other === undefined) return [];
  return (["things", "thingTypes", "thingGroups"] as const).flatMap((kind) =>
    Object.keys(made[kind])
      .filter((name) => Object.hasOwn(other[kind], name))
      .map((name) => ({
        path: `stages.${stack.stage}.certificates.${kind}.${name}`,
        must: "be in one stage only of an account and Region",
        got: name,
        remedy: `Stage ${earlier.stage} makes it in ${stack.settings.region} too; take it out of one, or give both stages their accountId if the accounts differ.`,
      })),
  );
}
