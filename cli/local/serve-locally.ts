import { join, relative, resolve } from "node:path";
import { groupsOf } from "../../config/certificates";
import { loginRows } from "../../config/login-kinds";
import type { ResolvedStack } from "../../config/schema";
import { iotAuth } from "../../config/text";
import { knownUsers } from "../../identity/store-sources";
import { type User, userState } from "../../identity/users";
import { examplePair } from "../../infra/outputs/example-client";
import type { LocalEndpoint, LocalEvent, LocalIotCore } from "../../local";
import type { SynthesizedStackContent } from "../../local/synthesized-stack";
import type { CommandContext } from "../command-context";
import { LOGIN_TOOLS } from "../kinds/login-tools";
import type { Project } from "../project";
import { announceStandIn, runningFile } from "../stand-in/running-file";
import { serverNameOf } from "../stand-in/stand-in-target";
import { whileBusy } from "../terminal/busy";
import { DEFAULT_ASSUMPTIONS } from "./assumption-options";
import { type DemoStory, type DemoUsers, findStory, makeDemoUsers } from "./demo/demo-story";
import { playDemo } from "./demo/play-demo";
import { createLiveLog, type LiveLog } from "./log/live-log";
import { withSuggestion } from "./log/suggest-change";
import type { PasteTarget } from "./paste-lines";
import { Reloads } from "./reload/reloads";
import { groupInTable, groupOfThing, servedTable, tableNote, watchedUsers } from "./reload/served-users";
import { watchInputs } from "./reload/watch-inputs";
import { type LocalOptions, startCore } from "./start-core";
import { synthesizeStack } from "./synthesize-stack";
import { untilInterrupted } from "./until-interrupted";
import { placeFor, whereItIs } from "./where-it-is";

/**
 * Serves a stack until the process is interrupted, or with `once` until the demonstration is over.
 * @returns `false` if the demonstration did not go as expected
 */
export async function serveLocally(project: Project, options: LocalOptions, context: CommandContext): Promise<boolean> {
  const interrupted = untilInterrupted();
  const stack = project.stack();
  const noDemonstration = whyNoDemonstration(stack);
  const wanted = options.demo || options.once;
  const story =
    wanted && noDemonstration === undefined ? findStory(groupsOf("users", stack.settings.groups)) : undefined;
  const users = story && makeDemoUsers(story);
  const folder = join(project.configFolder, ".iot-auth", "local");
  const request = {
    configFile: project.configFile,
    stackName: stack.stackName,
    outdir: join(folder, stack.stackName),
    extraUsers: demoEntries(users),
    cwd: context.io.cwd,
  };
  const log = createLiveLog(context);
  const reloads = new Reloads<SynthesizedStackContent>({
    synthesize: () => synthesizeStack(request, interrupted.signal),
    load: (changed) => reload(changed),
    signal: interrupted.signal,
    log,
  });
  // Watching starts first, so that files saved during the first synthesis are reloaded too.
  const stopWatching = watchInputs(inputsOf(project), () => reloads.request());
  let groups: ReadonlyMap<string, string> = new Map();
  const groupOf = (user: string) => groups.get(user) ?? groupInTable(core, content, user);
  const open = async () => {
    const content = await whileBusy(context.io, "Packaging and synthesizing", () =>
      synthesizeStack(request, interrupted.signal),
    );
    const ofThing = (thing: string) => groupOfThing(core, stack, thing);
    const onEvent = (event: LocalEvent) => log.event(withSuggestion(event, groupOf, ofThing));
    return {
      content,
      core: await startCore(project, options, content.region, { onEvent, repetitionOf: log.repetitionOf }),
    };
  };
  const { content, core } = await open().catch((error: unknown) => {
    stopWatching();
    interrupted.dispose();
    throw error;
  });
  const file = runningFile(project.configFolder, stack.stackName);
  const announce = (loaded: SynthesizedStackContent) =>
    announceStandIn(file, { pid: process.pid, ...whereItIs(core, loaded) });
  let withdraw = async (): Promise<void> => undefined;
  const reload = async (changed: SynthesizedStackContent): Promise<object> => {
    if (changed.region !== content.region) {
      throw new Error(
        `the Region is ${changed.region} now, and ${content.region} is served. Stop it and start it again: ${iotAuth("local")}`,
      );
    }
    load(core, stack.stackName, changed, demoEntries(users));
    await core.registerDevices(changed.devices ?? {});
    groups = await groupsByUser(project, users);
    withdraw = await announce(changed);
    return { endpoints: core.endpoints() };
  };
  try {
    load(core, stack.stackName, content, demoEntries(users));
    await core.registerDevices(content.devices ?? {});
    groups = await groupsByUser(project, users);
    withdraw = await announce(content);
    await tellReady(project, core, content, options, users, log, context);
    if (interrupted.signal.aborted) return true;
    const succeeded = story && users ? await demonstrate(project, core, content, story, users, log) : true;
    if (wanted && noDemonstration !== undefined)
      log.note(`No demonstration: ${noDemonstration}, so no client can log in with a password alone.`);
    if (options.once) return succeeded;
    const note = tableNote(content, Object.keys(groupsOf("users", stack.settings.groups)));
    if (note) log.note(note, { event: "users-table", table: content.table?.name });
    log.note(`Serving on ${whereItIs(core, content).mqtt}; CA certificate: ${caFileFrom(context, core)}`);
    if (content.devices) log.note(`Clients with a certificate: ${whereItIs(core, content).mqtts}, without ALPN.`);
    log.note("Serving. Every decision is a line below; end with ctrl-C.");
    reloads.start();
    await interrupted.promise;
    return succeeded;
  } finally {
    stopWatching();
    await reloads.stop();
    interrupted.dispose();
    await withdraw();
    await core.close();
    await log.close("Stopped.", { event: "stopped" });
  }
}

/** Returns why there can be no demonstration, which logs in with passwords. */
function whyNoDemonstration({ settings }: ResolvedStack): string | undefined {
  const [turnsAway] = loginRows(settings, LOGIN_TOOLS).flatMap((row) => row.turnsAwayPasswords ?? []);
  const { status } = settings.authorizer;
  return turnsAway?.because ?? (status === "ACTIVE" ? undefined : `the authorizer is ${status}`);
}

function load(
  core: LocalIotCore,
  stackName: string,
  content: SynthesizedStackContent,
  demoUsers: readonly User[],
): void {
  const { tokenSigningPublicKeys, ...authorizer } = content.authorizer;
  core.load({
    stackName,
    function: content.function,
    authorizer: { ...authorizer, ...(tokenSigningPublicKeys ? { publicKeys: tokenSigningPublicKeys } : {}) },
    setAsDefault: content.setAsDefault,
    ...(content.endpoint && { endpoint: content.endpoint }),
    ...servedTable(content, demoUsers),
  });
}

/** Returns the groups of the users in the users file and in the demonstration. */
async function groupsByUser(project: Project, demo: DemoUsers | undefined): Promise<ReadonlyMap<string, string>> {
  const known = await knownUsers(project.stack(), project.configFolder);
  return new Map([...known, ...demoEntries(demo)].map(({ name, group }) => [name, group]));
}

function demoEntries(users: DemoUsers | undefined): User[] {
  return users ? [users.device.entry, ...(users.server ? [users.server.entry] : [])] : [];
}

/** Folders of this project that a synthesis runs or packages. */
const SYNTHESIZED_ROOMS = ["aws", "config", "identity", "infra", "lambda"];

/** Returns the files and folders that a synthesis reads: the configuration, the users file, and this project's sources. */
function inputsOf({ configFile, configFolder, stack }: Project) {
  const repository = resolve(__dirname, "..", "..");
  return [
    { path: configFile, isFolder: false },
    ...watchedUsers(stack(), configFolder),
    ...SYNTHESIZED_ROOMS.map((room) => ({ path: join(repository, room), isFolder: true })),
  ];
}

async function tellReady(
  project: Project,
  core: LocalIotCore,
  content: SynthesizedStackContent,
  { assume }: LocalOptions,
  demo: DemoUsers | undefined,
  log: LiveLog,
  context: CommandContext,
): Promise<void> {
  const { io } = context;
  const { settings, stackName } = project.stack();
  const place = placeFor(core, content, stackName);
  const known = await knownUsers(project.stack(), project.configFolder);
  const logins = loginRows(settings, LOGIN_TOOLS);
  const needsSecret = !logins.some(({ withoutSecret }) => withoutSecret);
  const active = known.filter(
    (user) => userState(user, io.now()) === "active" && !(needsSecret && user.secrets.length === 0),
  );
  const pair = examplePair({ settings, users: demo ? demoEntries(demo) : active });
  const demoUsers = demo ? [demo.device, ...(demo.server ? [demo.server] : [])] : [];
  const printers = await Promise.all(logins.map(({ pasteLines }) => pasteLines?.()));
  const linesFor = (target: PasteTarget) => printers.flatMap((print) => print?.(target) ?? []);
  log.ready(
    {
      event: "ready",
      stack: stackName,
      ...whereItIs(core, content),
      assumptions: { ...DEFAULT_ASSUMPTIONS, ...assume },
    },
    pair === undefined
      ? []
      : linesFor({
          ...place,
          caFile: caFileFrom(context, core),
          pair,
          passwords: new Map(demoUsers.map(({ user, password }) => [user, password])),
          controlPlane: { url: core.controlPlane.url, region: core.region, authorizerName: content.authorizer.name },
        }),
  );
}

/** Returns the path of the CA's certificate, relative to the current folder, for commands to paste. */
function caFileFrom({ io }: CommandContext, { certificates }: LocalIotCore): string {
  return relative(io.cwd, certificates.caFile);
}

async function demonstrate(
  project: Project,
  core: LocalIotCore,
  content: SynthesizedStackContent,
  story: DemoStory,
  users: DemoUsers,
  log: LiveLog,
): Promise<boolean> {
  const speaksMqtt = ({ applicationProtocol }: LocalEndpoint) =>
    ["DEFAULT", "SECURE_MQTT"].includes(applicationProtocol);
  const { endpoint, ...place } = placeFor(core, content, project.stack().stackName, speaksMqtt);
  const serverName = serverNameOf(endpoint);
  const broker = { ...place, ca: core.certificates.ca, ...(serverName === undefined ? {} : { serverName }) };
  const say = (line: string): void => log.note(line, { event: "demo", line: line.trim() });
  const succeeded = await playDemo({ core, broker, authorizerName: content.authorizer.name, story, users, say });
  say(
    succeeded
      ? "The demonstration went as expected."
      : "The demonstration did not go as expected: see the lines above.",
  );
  return succeeded;
}
