import type { Command } from "commander";
import type { CommandContext } from "./command-context";
import { CLIENT_ENTRIES } from "./settings/client-table";

/** What the file of a command exports. */
export interface CommandModule {
  /** Declares the command's arguments, options, examples and action. */
  readonly configure: (command: Command, context: CommandContext) => void;
}

/** A row of the table: a command, or a group of commands. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands in the help text. */
  readonly summary: string;
  /** Imports the command's file. Called only for the command that runs. */
  readonly load?: () => Promise<CommandModule>;
  readonly commands?: readonly CommandEntry[];
}

/**
 * Every command of `iot-auth`. A new command needs a file under `commands/`, a row here, and a line in the file `help`.
 * Where two groups have a command with the same name, the file's name begins with the group's: `users/users-list.ts`,
 * `keys/keys-list.ts`.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "local",
    summary: "a local AWS IoT Core that loads the zip that would be deployed",
    load: () => import("./commands/local"),
  },
  {
    name: "users",
    summary: "who may log in: add, change and remove users",
    commands: [
      { name: "add", summary: "add a user and print the generated secret", load: () => import("./commands/users/add") },
      {
        name: "list",
        summary: "list users, their groups and states",
        load: () => import("./commands/users/users-list"),
      },
      { name: "show", summary: "show one user", load: () => import("./commands/users/users-show") },
      {
        name: "update",
        summary: "change a user's group, expiry or note",
        load: () => import("./commands/users/update"),
      },
      {
        name: "rotate",
        summary: "give a user a second secret, then retire the first",
        load: () => import("./commands/users/rotate"),
      },
      { name: "disable", summary: "refuse a user's logins", load: () => import("./commands/users/disable") },
      { name: "enable", summary: "accept a user's logins again", load: () => import("./commands/users/enable") },
      {
        name: "remove",
        summary: "remove a user, or all users that a file names",
        load: () => import("./commands/users/remove"),
      },
      {
        name: "import",
        summary: "add or change many users from CSV, JSON or a mosquitto password file",
        load: () => import("./commands/users/import"),
      },
      { name: "export", summary: "write users as CSV or JSON", load: () => import("./commands/users/export") },
      {
        name: "move",
        summary: "move users from a users file to a table or back, with their hashes",
        load: () => import("./commands/users/move"),
      },
    ],
  },
  {
    name: "keys",
    summary: "keys that sign tokens",
    commands: [
      {
        name: "create",
        summary: "make a key pair for signing tokens",
        load: () => import("./commands/keys/keys-create"),
      },
      { name: "list", summary: "list the keys and where they are", load: () => import("./commands/keys/keys-list") },
      { name: "retire", summary: "delete a private key", load: () => import("./commands/keys/retire") },
    ],
  },
  {
    name: "token",
    summary: "signed tokens, for users of a stack with authorizer.signing",
    commands: [
      { name: "issue", summary: "sign a token for a user", load: () => import("./commands/token/issue") },
      {
        name: "verify",
        summary: "say whether a token would be accepted",
        load: () => import("./commands/token/verify"),
      },
    ],
  },
  {
    name: "ca",
    summary: "certificate authorities of devices with certificates",
    commands: [
      {
        name: "create",
        summary: "create a CA, for trials and small fleets",
        load: () => import("./commands/ca/ca-create"),
      },
      {
        name: "show",
        summary: "show the CAs, and what is wrong with them",
        load: () => import("./commands/ca/ca-show"),
      },
      {
        name: "verification-certificate",
        summary: "prove to AWS that you have a CA's private key",
        load: () => import("./commands/ca/verification-certificate"),
      },
    ],
  },
  {
    name: "device",
    summary: "devices with certificates: keys, certificates, and what is registered",
    commands: [
      { name: "csr", summary: "make a device's key and its request", load: () => import("./commands/device/csr") },
      {
        name: "sign",
        summary: "sign a device's request with a CA whose key is here",
        load: () => import("./commands/device/sign"),
      },
      {
        name: "bundle",
        summary: "everything that a device needs, in one folder",
        load: () => import("./commands/device/bundle"),
      },
      {
        name: "list",
        summary: "list devices, including those provisioned just in time",
        load: () => import("./commands/device/device-list"),
      },
      {
        name: "show",
        summary: "show one device, and why AWS IoT Core refuses it",
        load: () => import("./commands/device/device-show"),
      },
      { name: "revoke", summary: "revoke a device's certificates", load: () => import("./commands/device/revoke") },
    ],
  },
  {
    name: "provisioning",
    summary: "just-in-time provisioning of devices with certificates",
    commands: [
      {
        name: "check",
        summary: "say what AWS would do with a device's certificate",
        load: () => import("./commands/provisioning/provisioning-check"),
      },
    ],
  },
  {
    name: "login",
    summary: "ask the deployed authorizer about a login, and what it allows",
    load: () => import("./commands/login"),
  },
  {
    name: "review",
    summary: "a Terraform plan in words: who gains or loses access, and other risks",
    load: () => import("./commands/review"),
  },
  {
    name: "iam-policy",
    summary: "the IAM policy to plan, to deploy, or to run a command, for this stack only",
    load: () => import("./commands/iam-policy"),
  },
  {
    name: "explain",
    summary: "say whether a user may do something, and which rule allows or would allow it",
    load: () => import("./commands/explain"),
  },
  {
    name: "connect",
    summary: "log in with a real MQTT client, and disconnect again",
    load: () => import("./commands/connect"),
  },
  { name: "publish", summary: "publish messages", load: () => import("./commands/publish") },
  { name: "subscribe", summary: "print the messages of a topic", load: () => import("./commands/subscribe") },
  {
    name: "pubsub",
    summary: "subscribe, publish, receive, unsubscribe: what AWS's sample does",
    load: () => import("./commands/pubsub"),
  },
  {
    name: "doctor",
    summary: "check everything a login depends on, and say what to change",
    load: () => import("./commands/doctor"),
  },
  { name: "endpoint", summary: "print the MQTT endpoint's host name", load: () => import("./commands/endpoint") },
  {
    name: "settings",
    summary: "settings for other programs and devices",
    commands: [
      ...CLIENT_ENTRIES.map(({ name, summary }) => ({
        name,
        summary,
        load: () => import("./commands/settings/client"),
      })),
      {
        name: "check",
        summary: "list what AWS would refuse in a bridge's file",
        load: () => import("./commands/settings/settings-check"),
      },
    ],
  },
  {
    name: "completion",
    summary: "a completion script for bash, zsh or fish",
    load: () => import("./commands/completion"),
  },
];
