/** What scripts may use of `settings/`: the clients that the documents describe. */
export { CLIENT_ENTRIES } from "./client-table";
export type { KeysCompared, SettingsClient } from "./settings-client";
