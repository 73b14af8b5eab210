import fc from "fast-check";
import { EventFold } from "../../../../cli/local/log/fold";
import type { DecisionEvent } from "../../../../local";
import type { ConnectionPolicy } from "../../../../local/broker";
import { DecisionLog } from "../../../../local/login/decisions/decision-log";
import { connectionPolicy } from "../../../../local/login/decisions/logged-policy";
import type { CompiledPolicy } from "../../../../local/policy";
import { ACCOUNT, allow, deny, policyOf } from "../../../local/policy/helpers";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ALL = ["iot:Publish", "iot:Receive", "iot:RetainPublish", "iot:Subscribe"];
const HERE = { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } };
/** Policies whose decisions have different outcomes and reasons. Decisions of the third one are not cached. */
const POLICIES = [
  [allow(ALL, "*")],
  [allow(ALL, "topic/a"), allow(ALL, "*")],
  [{ ...allow(ALL, "*"), Condition: HERE }],
  [allow(ALL, "topic/a"), deny("iot:RetainPublish", "topic/a")],
].map((statements) => policyOf(...statements));

const CLIENTS = ["one", "two"];
/** What a client does several times; `alternate` retains every other message. */
const ACTIONS = ["publish", "retain", "alternate", "receive", "subscribe"] as const;
const client = fc.constantFrom(...CLIENTS);
const action = fc.constantFrom(...ACTIONS);
const steps = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ step: fc.constant("policy" as const), client, policy: fc.constantFrom(...POLICIES) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...{ step: fc.constant("act" as const), client, action, topic: fc.constantFrom("a", "b") },
        times: fc.constantFrom(1, 2, 9, 10, 11, 25),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ step: fc.constant("wait" as const), ms: fc.constantFrom(1, 999, 1000, 2500) }),
    },
  ),
  { maxLength: 40, size: "max" },
);

/** What a line says of a decision. */
const says = ({ clientId, action: of, resource, allowed }: Omit<DecisionEvent, "reason" | "time">) =>
  `${clientId} ${of} ${resource} ${allowed}`;

function act(policy: ConnectionPolicy, what: (typeof ACTIONS)[number], topic: string, count: number): void {
  if (what === "receive") policy.receive(topic);
  else if (what === "subscribe") policy.subscribe(topic);
  else policy.publish(topic, { retain: what === "retain" || (what === "alternate" && count % 2 === 1) });
}

test("whether decisions are events or counted, each line has the number, the last time and the last reason of its decisions", () => {
  fc.assert(
    fc.property(steps, (all) => {
      let time = 1000;
      /** The decisions that are not printed yet, by what a line says of them. */
      const made = new Map<string, { readonly time: number; readonly reason: string }[]>();
      let leftOut = 0;
      const fold = new EventFold<DecisionEvent>(
        (event, more, at) => {
          const printed = made.get(says(event))?.splice(0, 1 + more) ?? [];
          expect(printed).toHaveLength(1 + more);
          expect({ time: at, reason: event.reason }).toEqual(printed.at(-1));
        },
        (count) => {
          leftOut += count;
        },
      );
      const log = new DecisionLog(
        { now: () => time },
        (event) => fold.add(event),
        (event, now) => fold.repetitionOf(event, now),
      );
      const every = new DecisionLog({ now: () => time }, (event) => {
        const { reason } = event;
        made.set(says(event), [...(made.get(says(event)) ?? []), { time, reason }]);
      });
      /** The policy of each client, whose decisions are counted, and the same one, all of whose decisions are events. */
      const policies = new Map<string, readonly ConnectionPolicy[]>();
      const use = (clientId: string, policy: CompiledPolicy) => {
        const who = { connectionId: clientId, transport: "mqtt", clientId } as const;
        const context = { account: ACCOUNT, clientId, sourceIp: "192.0.2.7" };
        const bound = [every, log].map((each) => connectionPolicy(policy, context, each.of(who)));
        policies.set(clientId, bound);
      };
      for (const each of CLIENTS) use(each, policyOf(allow(ALL, "*")));
      for (const step of all) {
        if (step.step === "policy") use(step.client, step.policy);
        else if (step.step === "wait") {
          time += step.ms;
          jest.advanceTimersByTime(step.ms);
        } else {
          for (let count = 0; count < step.times; count++) {
            time++;
            for (const policy of policies.get(step.client) ?? []) act(policy, step.action, step.topic, count);
          }
        }
      }
      fold.flush();
      expect([...made.values()].flat()).toEqual([]);
      expect(leftOut).toBe(0);
    }),
    { numRuns: 200 },
  );
});
