import { checkResponse } from "../../../local/authorizer/check-response";

const good = {
  isAuthenticated: true,
  principalId: "printer7",
  policyDocuments: [{ Version: "2012-10-17", Statement: [] }],
  disconnectAfterInSeconds: 3600,
  refreshAfterInSeconds: 300,
};

/** Returns a policy document of exactly this many characters. */
const documentOf = (characters: number) => {
  const empty = JSON.stringify({ Id: "" });
  return { Id: "x".repeat(characters - empty.length) };
};

test("A response within the limits passes, its documents as text", () => {
  expect(checkResponse(good)).toEqual({
    ok: true,
    response: { ...good, policyDocuments: ['{"Version":"2012-10-17","Statement":[]}'] },
  });
});

test("Documents may be given as text, and members that AWS does not know are ignored", () => {
  const response = { ...good, policyDocuments: ['{ "Version": "2012-10-17" }'], password: "x", context: {} };

  expect(checkResponse(response)).toEqual({
    ok: true,
    response: { ...good, policyDocuments: ['{ "Version": "2012-10-17" }'] },
  });
});

test("Missing seconds are AWS's maximum, and missing documents an empty list", () => {
  expect(checkResponse({ isAuthenticated: true, principalId: "a" })).toEqual({
    ok: true,
    response: {
      isAuthenticated: true,
      principalId: "a",
      policyDocuments: [],
      disconnectAfterInSeconds: 86_400,
      refreshAfterInSeconds: 86_400,
    },
  });
});

test.each([
  ["principalId of 1 character", { principalId: "a" }],
  ["principalId of 128 characters", { principalId: "a".repeat(128) }],
  ["10 documents", { policyDocuments: Array(10).fill({}) }],
  ["a document of 2,048 characters", { policyDocuments: [documentOf(2048)] }],
  ["300 seconds", { disconnectAfterInSeconds: 300, refreshAfterInSeconds: 300 }],
  ["86,400 seconds", { disconnectAfterInSeconds: 86_400, refreshAfterInSeconds: 86_400 }],
])("%s passes", (_name, change) => {
  expect(checkResponse({ ...good, ...change })).toMatchObject({ ok: true });
});

const ID = "principalId must be 1 to 128 of A-Z a-z 0-9";
const SECONDS = "must be a whole number from 300 to 86400, got:";

test.each([
  [{ principalId: "" }, ID],
  [{ principalId: "a".repeat(129) }, ID],
  [{ principalId: "a-b" }, ID],
  [{ principalId: "a\n" }, ID],
  [{ principalId: 7 }, ID],
  [{ principalId: undefined }, ID],
  [{ policyDocuments: Array(11).fill({}) }, "policyDocuments must have at most 10 documents, got: 11"],
  [{ policyDocuments: [{}, documentOf(2049)] }, "policyDocuments[1] must have at most 2048 characters, got: 2049"],
  [{ policyDocuments: [`{${" ".repeat(2047)}}`] }, "policyDocuments[0] must have at most 2048 characters, got: 2049"],
  [{ policyDocuments: {} }, "policyDocuments must be a list, got: an object"],
  [{ policyDocuments: [null] }, "policyDocuments[0] must be a JSON object, got: null"],
  [{ policyDocuments: [[]] }, "policyDocuments[0] must be a JSON object, got: a list"],
  [{ policyDocuments: ["{"] }, "policyDocuments[0] must be a JSON object, got: other text"],
  [{ policyDocuments: [7] }, "policyDocuments[0] must be a JSON object, got: a number"],
  [{ disconnectAfterInSeconds: 299 }, `disconnectAfterInSeconds ${SECONDS} 299`],
  [{ disconnectAfterInSeconds: 86_401 }, `disconnectAfterInSeconds ${SECONDS} 86401`],
  [{ refreshAfterInSeconds: 299 }, `refreshAfterInSeconds ${SECONDS} 299`],
  [{ refreshAfterInSeconds: 300.5 }, `refreshAfterInSeconds ${SECONDS} 300.5`],
  [{ refreshAfterInSeconds: "300" }, `refreshAfterInSeconds ${SECONDS} a string`],
  [{ isAuthenticated: "true" }, "isAuthenticated must be true or false, got: a string"],
  [{ isAuthenticated: undefined }, "isAuthenticated must be true or false, got: nothing"],
])("A response with %j fails", (change, reason) => {
  expect(checkResponse({ ...good, ...change })).toEqual({ ok: false, reason });
});

test.each([
  [null, "null"],
  [undefined, "nothing"],
  ["{}", "a string"],
  [[good], "a list"],
  [true, "a boolean"],
])("%j is not a valid response", (payload, kind) => {
  expect(checkResponse(payload)).toEqual({ ok: false, reason: `the response must be an object, got: ${kind}` });
});

test("All problems are reported at once", () => {
  const check = checkResponse({ isAuthenticated: true, principalId: "", policyDocuments: 1, refreshAfterInSeconds: 0 });

  expect(check).toEqual({
    ok: false,
    reason: `${ID}; policyDocuments must be a list, got: a number; refreshAfterInSeconds ${SECONDS} 0`,
  });
});

test("In a refusal no other member is checked, and the policy is empty", () => {
  const refusal = { ...good, isAuthenticated: false, disconnectAfterInSeconds: 0, refreshAfterInSeconds: "soon" };

  expect(checkResponse(refusal)).toEqual({
    ok: true,
    response: { isAuthenticated: false, principalId: "printer7", policyDocuments: [], disconnectAfterInSeconds: 0 },
  });
  expect(checkResponse({ isAuthenticated: false, principalId: "not/valid" })).toEqual({
    ok: true,
    response: { isAuthenticated: false, policyDocuments: [] },
  });
});
