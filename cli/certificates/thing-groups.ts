import { groupsOf } from "../../config/certificates";
import { ConfigurationError } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { didYouMean, javaScriptString } from "../../config/text";

/** Name of the group that is suggested for the first device. */
const FIRST_GROUP = "devices";

/** The group that a new thing goes into. */
export interface ThingGroupChoice {
  readonly name: string;
  /** A line to add to `groups`; absent if the group exists. */
  readonly line?: string;
}

/**
 * Chooses a group of devices with certificates: the group that was asked for, the only one, or a new one if there is
 * none.
 * @param asked `--group`
 * @throws {ConfigurationError} if there is no group of that name, or if there are several and `--group` was not given
 */
export function chooseThingGroup(stacks: readonly ResolvedStack[], asked: string | undefined): ThingGroupChoice {
  const names = [...new Set(stacks.flatMap(({ settings }) => Object.keys(groupsOf("things", settings.groups))))];
  const [only] = names;
  if (asked !== undefined && names.includes(asked)) return { name: asked };
  if (asked !== undefined || names.length > 1) {
    const remedy =
      asked === undefined
        ? `The groups are ${names.join(", ")}.`
        : `${didYouMean(asked, names)} The rules of such a group have {thingName}.`;
    const must = "name a group of devices with certificates";
    throw new ConfigurationError([{ path: "--group", must, got: asked, remedy }]);
  }
  return only === undefined ? { name: FIRST_GROUP, line: firstGroup() } : { name: only };
}

function firstGroup(): string {
  const [id, out, back] = ["{thingName}", "telemetry/{thingName}/#", "commands/{thingName}/#"].map(javaScriptString);
  return `${FIRST_GROUP}: { clientIds: [${id}], publish: [${out}], subscribe: [${back}] },`;
}
