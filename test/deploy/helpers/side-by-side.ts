/** Tests of one account, in their order: title and what to do. */
export type Chain = Readonly<Record<string, () => Promise<void>>>;

/**
 * Declares tests of which those of one chain run one after the other, and the chains beside each other: most of what a deployment takes
 * is waiting for AWS. Each chain has an account of its own. As in any file, a test runs whether or not the one before it failed; but all
 * of them run, even where only one is asked for.
 */
export function sideBySide(...chains: readonly Chain[]): void {
  const outcomes = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const chain of chains) {
      let before: Promise<unknown> = Promise.resolve();
      for (const [title, test] of Object.entries(chain)) {
        const outcome = before.then(test);
        outcomes.set(title, outcome);
        before = outcome.catch(() => undefined);
      }
    }
  });
  for (const title of chains.flatMap((chain) => Object.keys(chain))) it(title, async () => outcomes.get(title));
}
