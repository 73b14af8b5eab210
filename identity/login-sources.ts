import { type LoginKindName, loginRows } from "../config/login-kinds";
import { authorizerName } from "../config/names/stack-names";
import type { Problem } from "../config/problem";
import type { ResolvedStack, StackSettings } from "../config/schema";
import type { CompiledAccess } from "../lambda/contract";
import type { LoadedCertificates } from "./certificates/load-certificates";
import { loadSigning } from "./tokens/load-signing";
import { withoutSecrets } from "./users/compile-users";
import type { User } from "./users/users-schema";

/** Settings with the contents of the files that they name in place of paths, and the problems of those files. */
export interface LoadedSettings {
  readonly settings: StackSettings;
  readonly problems: readonly Problem[];
  /** The stack's checked certificates and CAs. Absent if the stack has no `certificates` setting. */
  readonly certificates?: LoadedCertificates;
}

/**
 * How the credentials of one kind of login are loaded and checked, and what the handler's `access.json` contains for
 * it. See `LoginKind`.
 */
export interface LoginSource {
  /** Reads the files that the kind's settings name, and puts their contents in place of the paths. */
  readonly load?: (settings: StackSettings, configFolder: string) => Promise<LoadedSettings>;
  /** Returns the problems of a users file's users for this kind of login. @param label Name of the file in messages */
  readonly userProblems?: (users: readonly User[], label: string) => readonly Problem[];
  /** Returns the kind's part of `access.json`, which the handler reads. */
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

/** Reads the files that a stack's settings name, for each of the stack's kinds of login in turn. */
export async function loadLogins(settings: StackSettings, configFolder: string): Promise<LoadedSettings> {
  let loaded: LoadedSettings = { settings, problems: [] };
  for (const { load } of loginRows(settings, LOGIN_SOURCES)) {
    const next = await load?.(loaded.settings, configFolder);
    if (next) loaded = { ...loaded, ...next, problems: [...loaded.problems, ...next.problems] };
  }
  return loaded;
}

/** Returns the part of `access.json` for all kinds of login of a stack. */
export function loginAccess(stack: ResolvedStack): Partial<CompiledAccess> {
  return Object.assign({}, ...loginRows(stack.settings, LOGIN_SOURCES).map(({ access }) => access?.(stack)));
}
