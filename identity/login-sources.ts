import { type LoginKindName, loginRows } from "../config/login-kinds";
import { authorizerName } from "../config/names/stack-names";
import type { Problem } from "../config/problem";
import type { ResolvedStack, StackSettings } from "../config/schema";
import type { CompiledAccess } from "../lambda/contract";
import type { LoadedCertificates } from "./certificates/load-certificates";
import { loadSigning } from "./tokens/load-signing";
import { withoutSecrets } from "./users/compile-users";
import type { User } from "./users/users-schema";

/** Settings with what they name read into them, and what is wrong with that. */
export interface LoadedSettings {
  readonly settings: StackSettings;
  readonly problems: readonly Problem[];
  /** Certificates of devices, where the stack has any: checked, and with what Terraform calls each of them. */
  readonly certificates?: LoadedCertificates;
}

/** What proves who somebody is, in one kind of login: where it comes from, and what the handler is told of it. See `LoginKind`. */
export interface LoginSource {
  /** Reads the files that the kind's settings name, so that from here on the settings hold texts and no paths. */
  readonly load?: (settings: StackSettings, configFolder: string) => Promise<LoadedSettings>;
  /** What is wrong with users of a users file where devices log in this way. @param label Name of the file in messages */
  readonly userProblems?: (users: readonly User[], label: string) => readonly Problem[];
  /** What the handler needs for it in `access.json`. */
  readonly access?: (stack: ResolvedStack) => Partial<CompiledAccess>;
}

/** The row of every kind of login. */
export const LOGIN_SOURCES: Readonly<Record<LoginKindName, LoginSource>> = {
  password: { userProblems: withoutSecrets },
  token: {
    async load(settings, configFolder) {
      const { authorizer } = settings;
      const { signing, problems } = await loadSigning(authorizer.signing, configFolder);
      return { settings: { ...settings, authorizer: { ...authorizer, signing } }, problems };
    },
    access: ({ stackName, settings }) => ({ tokenAudience: authorizerName(stackName, settings.authorizer) }),
  },
  certificate: {
    async load(settings, configFolder) {
      const { loadCertificates } = await import("./certificates/load-certificates");
      if (settings.certificates === undefined) return { settings, problems: [] };
      const { problems, ...certificates } = await loadCertificates(settings.certificates, configFolder);
      return { settings, problems, certificates };
    },
  },
};

/** Reads the files that a stack's settings name for its kinds of login, one kind after the other. */
export async function loadLogins(settings: StackSettings, configFolder: string): Promise<LoadedSettings> {
  let loaded: LoadedSettings = { settings, problems: [] };
  for (const { load } of loginRows(settings, LOGIN_SOURCES)) {
    const next = await load?.(loaded.settings, configFolder);
    if (next) loaded = { ...loaded, ...next, problems: [...loaded.problems, ...next.problems] };
  }
  return loaded;
}

/** What the handler needs for a stack's kinds of login in `access.json`. */
export function loginAccess(stack: ResolvedStack): Partial<CompiledAccess> {
  return Object.assign({}, ...loginRows(stack.settings, LOGIN_SOURCES).map(({ access }) => access?.(stack)));
}
