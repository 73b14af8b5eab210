import { type Check, failed, ok, skipped, warning } from "../doctor-check";

/** Checks the identity that calls AWS, and that its account is the stack's. */
export const identity: Check = {
  name: "identity",
  actions: ["sts:GetCallerIdentity"],
  async run({ api, stack, standIn }) {
    if (standIn)
      return skipped(
        `the stand-in accepts any credentials; it stands for account ${standIn.accountId} in ${standIn.region}`,
      );
    const { account, arn } = await api.identity();
    const { accountId, region } = stack.settings;
    const who = `${arn} in account ${account}, Region ${region}`;
    return accountId === undefined || accountId === account
      ? ok(who)
      : failed(`${who}, but the stack belongs to account ${accountId}`, "Use another profile or role.");
  },
};

/** Milliseconds. AWS refuses signatures that are 5 minutes off, and a token's times come from this computer's clock. */
const [SUSPICIOUS, TOO_MUCH] = [60_000, 300_000];

/**
 * Checks this computer's clock.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
export const clock: Check = {
  name: "clock",
  actions: [],
  async run({ api }) {
    const ahead = api.clockAhead();
    if (ahead === undefined) return skipped("no answer had a date");
    const off = `this computer's clock is ${Math.abs(Math.round(ahead / 1000))} s ${ahead < 0 ? "behind" : "ahead of"} the endpoint's`;
    const remedy = "Synchronize the computer's clock with a time server (NTP).";
    if (Math.abs(ahead) >= TOO_MUCH) return failed(off, remedy);
    return Math.abs(ahead) >= SUSPICIOUS ? warning(off, remedy) : ok(off);
  },
};
