/** Tests of one account by title, in order. */
export type Chain = Readonly<Record<string, () => Promise<void>>>;

/**
 * Declares tests. The tests of a chain run one after the other, and the chains run at the same time, since a deployment
 * mostly waits for AWS. Each chain has its own account. As in any test file, a test runs whether or not the one before
 * failed; but all tests run, even if jest is asked for only one.
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
