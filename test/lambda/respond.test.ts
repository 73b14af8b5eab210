import { LIMITS } from "../../lambda/contract";
import { allowed, refused } from "../../lambda/respond";

describe("refused", () => {
  it("sets isAuthenticated to false, without a policy and without a reason", () => {
    expect(refused()).toEqual({
      isAuthenticated: false,
      principalId: "refused",
      policyDocuments: [],
      disconnectAfterInSeconds: LIMITS.minSeconds,
      refreshAfterInSeconds: LIMITS.minSeconds,
    });
  });
});

describe("allowed", () => {
  it("returns principal, documents and the group's times, and no other member", () => {
    const documents = [{ Version: "2012-10-17" as const, Statement: [] }];
    const group = { clientIds: ["x"], documents: [], disconnectAfterInSeconds: 86_400, refreshAfterInSeconds: 900 };
    expect(allowed("p1", documents, group)).toEqual({
      isAuthenticated: true,
      principalId: "p1",
      policyDocuments: documents,
      disconnectAfterInSeconds: 86_400,
      refreshAfterInSeconds: 900,
    });
  });
});
