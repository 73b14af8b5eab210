/**
 * Measures the duration of a policy decision: with 10, 100 and 1,000 statements, compared with a linear scan of all
 * statements in the same run, and from a connection's cache. Run with `node --import tsx bench/policy.ts`. Durations
 * depend on the machine; the ratios are the result.
 */
import { bindPolicy, evaluate, parsePolicy, topicArn } from "../local/policy";
import { matchGlob, parseGlob } from "../local/policy/matching/match-pattern";

const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const context = { clientId: "printer-7" };
const CLIENT_ID = `\${iot:ClientId}`;
const SIZES = [10, 100, 1000] as const;
const ROUND_MILLISECONDS = 60;
const ROUNDS = 5;

/** Kinds of statements: the resource of the n-th statement, and a topic that it allows. */
const KINDS: Readonly<Record<string, readonly [resource: (n: number) => string, topic: (n: number) => string]>> = {
  literal: [(n) => `site/${n}/state`, (n) => `site/${n}/state`],
  prefix: [(n) => `site/${n}/*`, (n) => `site/${n}/a/b`],
  "wildcard in the middle": [(n) => `site/*/device-${n}/state`, (n) => `site/7/device-${n}/state`],
  variable: [(n) => `site/${CLIENT_ID}/${n}/*`, (n) => `site/${context.clientId}/${n}/a`],
};

/** Returns the nanoseconds of a call: the shortest of several rounds, which other work on the machine affects least. */
function nanoseconds(call: (turn: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    let turns = 0;
    while (performance.now() - start < ROUND_MILLISECONDS) for (let at = 0; at < 64; at += 1) call(turns++);
    best = Math.min(best, ((performance.now() - start) * 1e6) / turns);
  }
  return best;
}

function documentOf(size: number, resource: (n: number) => string): object {
  const allowed = Array.from({ length: size }, (_, n) => ({
    Effect: "Allow",
    Action: "iot:Publish",
    Resource: topicArn(ACCOUNT, resource(n)),
  }));
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "iot:*", Resource: topicArn(ACCOUNT, "secret/*") }, ...allowed],
  };
}

/** Returns the shortest correct evaluator, a linear scan: it tries every Deny, then every Allow. */
function naive(size: number, resource: (n: number) => string): (arn: string) => boolean {
  const denied = [parseGlob(topicArn(ACCOUNT, "secret/*"))];
  const allowed = Array.from({ length: size }, (_, n) =>
    parseGlob(topicArn(ACCOUNT, resource(n).replace(CLIENT_ID, context.clientId))),
  );
  return (arn) => !denied.some((glob) => matchGlob(glob, arn)) && allowed.some((glob) => matchGlob(glob, arn));
}

const times = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)}x`;
const cell = (text: string) => text.padStart(13);

/** Measures a decision with 10, 100 and 1,000 statements, a linear scan, a cached decision, and parsing of a policy. */
export function benchPolicy(): void {
  console.log(
    "Cost of one decision, as a multiple of the same with 10 statements (and how many times faster than a linear scan)",
  );
  console.log(`${"".padEnd(24)}${SIZES.map((size) => cell(`${size}`)).join("")}`);
  const thousandth = new Map<string, number>();
  for (const [kind, [resource, topic]] of Object.entries(KINDS)) {
    const costs = SIZES.map((size) => {
      const policy = parsePolicy([documentOf(size, resource)]).bind(context);
      const scan = naive(size, resource);
      const arns = Array.from({ length: size }, (_, n) => topicArn(ACCOUNT, topic(n)));
      const decide = (arn: string) => evaluate(policy, { action: "iot:Publish", resource: arn, context }).allowed;
      for (const arn of arns) if (!decide(arn) || !scan(arn)) throw new Error(`${arn} must be allowed`);
      const indexed = nanoseconds((turn) => decide(arns[turn % size] as string));
      return { indexed, scanned: nanoseconds((turn) => scan(arns[turn % size] as string)) };
    });
    const base = costs[0]?.indexed as number;
    const last = costs.at(-1)?.indexed as number;
    thousandth.set(kind, last);
    const cells = costs.map(({ indexed, scanned }) => cell(`${times(indexed / base)} (${times(scanned / indexed)})`));
    console.log(`${kind.padEnd(24)}${cells.join("")}   ${(last / 1000).toFixed(2)} us with 1000`);
  }

  const [resource, topic] = KINDS.prefix as (typeof KINDS)[string];
  const rights = bindPolicy(parsePolicy([documentOf(1000, resource)]), { account: ACCOUNT, ...context });
  const remembered = nanoseconds((turn) => rights.publish(topic(turn % 2)));
  const bare = nanoseconds((turn) => topic(turn % 2));
  console.log(
    `from a connection's cache: ${(remembered - bare).toFixed(0)} ns, ${times((thousandth.get("prefix") as number) / (remembered - bare))} faster than deciding among 1000 prefixes`,
  );

  const compile = nanoseconds(() => {
    const policy = parsePolicy([documentOf(10, resource)]);
    policy.forAction("iot:Publish");
  });
  console.log(`parsing 10 statements and indexing them for one action: ${(compile / 1000).toFixed(0)} us`);
}

if (require.main === module) benchPolicy();
