import { certificateProblems } from "./certificates/certificate-problems";
import { isThingGroup } from "./certificates/thing-group";
import type { Problem } from "./problem";
import type { ResolvedStack, StackSettings } from "./schema/config-schema";

/**
 * One way in which devices prove who they are, as the configuration knows it. Every room has a table with one row for each kind, under the
 * kind's name, and works through that table without knowing the kinds:
 *
 * | Room | Table | What the row says |
 * | --- | --- | --- |
 * | `config/` | `LOGIN_KINDS`, here; its settings are a member of the schema in `config/schema/config-schema.ts` | when the kind is on, rules over several settings |
 * | `identity/` | `LOGIN_SOURCES` in `identity/login-sources.ts` | the files that its settings name, what `access.json` holds, rules for users |
 * | `infra/` | `LOGIN_RESOURCES` in `infra/login-resources.ts` | constructs, outputs, what the access map shows |
 * | `infra/permissions/` | `LOGIN_PERMISSIONS` in `infra/permissions/login-permissions.ts` | what Terraform and `doctor` may do |
 * | `review/` | `LOGIN_REVIEWS` in `review/kind-reviews.ts` | types of resources in a plan, warnings |
 * | `local/` | `LOGIN_STACKS` in `local/stack-kinds.ts` | what the stand-in finds of it in a synthesized stack, how it lets its clients in |
 * | `cli/` | `LOGIN_TOOLS` in `cli/kinds/login-tools.ts` | checks of `doctor`, lines to paste of `iot-auth local` |
 *
 * The compiler asks for the row in each table once the name is in this one; what a kind does not need, its row leaves out.
 * @example
 * oidc: { setting: "oidc", isOn: ({ oidc }) => oidc !== undefined, problems: ({ oidc }) => issuerProblems(oidc) }
 */
export interface LoginKind {
  /** The setting that turns it on, as messages name it. Left out for the kind that is on without any setting. */
  readonly setting?: string;
  /** Whether devices of a stack log in this way. Several kinds can be on in one stack. */
  readonly isOn: (settings: StackSettings) => boolean;
  /** What is wrong with a stack's settings together, where each of them is right. The settings are as a person wrote them, unchecked. */
  readonly problems?: (input: Record<string, unknown>) => readonly Problem[];
  /** What two stages of one account and Region would both make under one name. */
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
 * Of a room's table, the rows of the kinds by which devices of a stack log in.
 * @example loginRows(settings, LOGIN_RESOURCES).flatMap(({ make }) => make?.(place) ?? [])
 */
export function loginRows<T>(settings: StackSettings, table: Readonly<Record<LoginKindName, T>>): T[] {
  const names = Object.keys(LOGIN_KINDS) as LoginKindName[];
  return names.filter((name) => LOGIN_KINDS[name].isOn(settings)).map((name) => table[name]);
}

/** Things, thing types and thing groups that two stages of one account and Region would both make: there is one of each name. */
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
