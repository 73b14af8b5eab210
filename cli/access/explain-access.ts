import { iotAuth, visible } from "../../config/text";
import { type User, userState } from "../../identity/users";
import type { Output } from "../output";
import { clientIdObstacle, topicObstacle } from "./aws-limits";
import { suggestionText, suggestRule } from "./suggest-rule";
import { type AccessAction, type Asker, rulesOf, userAccess } from "./user-access";

/** An answer to "may this user do that?", as `--json` shows it. */
export interface AccessExplanation {
  readonly allowed: boolean;
  readonly username: string;
  readonly clientId: string;
  readonly group: string;
  readonly action: AccessAction;
  /** Client id, topic or topic filter. */
  readonly subject: string;
  /** The rule of the configuration that allows it. */
  readonly rule?: { readonly path: string; readonly text: string };
  /** Position of the deciding statement in the policy that the handler returns, counted from 1. */
  readonly statement?: { readonly document: number; readonly statement: number };
  /** Why it is not allowed, as a sentence. */
  readonly because?: string;
  /** What would allow it, as a sentence. */
  readonly change?: string;
}

const VERBS: Readonly<Record<AccessAction, string>> = {
  connect: "connect as",
  publish: "publish to",
  subscribe: "subscribe to",
  receive: "receive",
};

/**
 * Explains whether a user may do something: first whether the login succeeds at all, then whether the policy allows it.
 */
export function explainAccess(
  user: User,
  asker: Asker,
  action: AccessAction,
  subject: string,
  now: Date,
): AccessExplanation {
  const question = { username: user.name, clientId: asker.clientId, group: user.group, action, subject };
  const refusal =
    loginObstacle(user, now) ??
    clientIdRefusal(asker) ??
    (action === "connect" ? undefined : topicRefusal(subject)) ??
    ruleRefusal(asker, action, subject);
  if (refusal) return { allowed: false, ...question, ...refusal };

  const { rule, statement } = userAccess(asker, action, subject);
  return {
    allowed: true,
    ...question,
    ...(rule ? { rule: { path: rule.path, text: rule.text } } : {}),
    ...(statement ? { statement: { document: statement.document + 1, statement: statement.statement + 1 } } : {}),
  };
}

/** An answer to "may this device with a certificate do that?", as `--json` shows it. */
export interface ThingExplanation extends Omit<AccessExplanation, "username"> {
  readonly thing: string;
}

/**
 * Explains whether a device with a certificate may do something.
 * @param asker The device: its `username` is the thing's name, and its group's rules are those that `asUsers` returns
 */
export function explainThing(
  { thing, active }: { readonly thing: string; readonly active: boolean },
  asker: Asker,
  action: AccessAction,
  subject: string,
): ThingExplanation {
  const question = { thing, clientId: asker.clientId, group: asker.groupName, action, subject };
  const refusal =
    (active ? undefined : inactiveThing(thing)) ??
    (asker.clientId === thing ? undefined : otherClientId(thing)) ??
    clientIdRefusal(asker) ??
    (action === "connect" ? undefined : topicRefusal(subject)) ??
    ruleRefusal(asker, action, subject);
  const asWritten = (text: string) => text.replaceAll("{username}", "{thingName}");
  if (refusal) {
    const { because, change } = refusal;
    return {
      ...{ allowed: false, ...question },
      ...(because === undefined ? {} : { because: asWritten(because) }),
      ...(change === undefined ? {} : { change: asWritten(change) }),
    };
  }
  const { rule } = userAccess(asker, action, subject);
  return { allowed: true, ...question, ...(rule ? { rule: { path: rule.path, text: asWritten(rule.text) } } : {}) };
}

const inactiveThing = (thing: string): Refusal => ({
  because: "Its certificates are INACTIVE, so every login is refused.",
  change: `To change that: certificates.things.${thing}.active: true`,
});

const otherClientId = (thing: string): Refusal => ({
  because:
    "The policy requires a thing, and AWS IoT Core assigns a thing to a connection only if the client id is its name.",
  change: `Connect with the client id ${thing}.`,
});

/** The explanation as lines for a person. */
export function explanationText(
  explanation: AccessExplanation | ThingExplanation,
  style: Output["style"] = (_, text) => text,
): string {
  const { allowed, action, rule, statement, because, change } = explanation;
  const name = "thing" in explanation ? explanation.thing : explanation.username;
  const [subject, clientId] = [JSON.stringify(explanation.subject), JSON.stringify(explanation.clientId)].map(visible);
  const who = action === "connect" ? "" : ` as client ${clientId}`;
  const lines = [
    `${visible(name)} ${allowed ? style("green", "may") : style("red", "may not")} ${VERBS[action]} ${subject}${who}`,
    rule &&
      `by ${visible(`${rule.path} ${JSON.stringify(rule.text)}`)}${statement ? ` (document ${statement.document}, statement ${statement.statement} of the policy)` : ""}`,
    because && visible(because),
    change && visible(change),
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

type Refusal = Pick<AccessExplanation, "because" | "change">;

function loginObstacle(user: User, now: Date): Refusal | undefined {
  const state = userState(user, now);
  if (state === "active") return undefined;
  return state === "disabled"
    ? {
        because: "The user is disabled, so every login is refused.",
        change: `To change that: ${iotAuth("users", "enable", user.name)}`,
      }
    : {
        because: `The user expired at ${user.expiresAt}, so every login is refused.`,
        change: "To change that, set a later expiresAt in the users file, or remove it.",
      };
}

function clientIdRefusal(asker: Asker): Refusal | undefined {
  const because = clientIdObstacle(asker.clientId);
  return because === undefined ? ruleRefusal(asker, "connect", asker.clientId) : { because };
}

function topicRefusal(topic: string): Refusal | undefined {
  const because = topicObstacle(topic);
  return because === undefined ? undefined : { because };
}

function ruleRefusal(asker: Asker, action: AccessAction, subject: string): Refusal | undefined {
  if (userAccess(asker, action, subject).allowed) return undefined;
  const rules = rulesOf(asker, action).map(({ filled }) => JSON.stringify(filled));
  const may = rules.length === 0 ? `not ${VERBS[action]} anything` : `only ${VERBS[action]} ${rules.join(", ")}`;
  return {
    because: `Its group, ${asker.groupName}, may ${may}.`,
    change: suggestionText(suggestRule(asker, action, subject)),
  };
}
