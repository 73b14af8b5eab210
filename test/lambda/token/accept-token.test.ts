import { acceptToken } from "../../../lambda/token/accept-token";
import { CLAIMS, makeToken, NOW } from "./make-token";

const AUDIENCE = CLAIMS.aud;

const attempt = (claims: object, userNameField = "", now = NOW) =>
  acceptToken({ token: { text: makeToken(claims), signatureVerified: true }, userNameField }, AUDIENCE, now);

const refusal = (reason: string, subject: object = {}) => expect.objectContaining({ reason, subject });

describe("acceptToken, with signing on", () => {
  it("returns the claims of a right token", () => {
    expect(attempt({})).toEqual(CLAIMS);
  });

  it("refuses a login without a token, whatever else it has", () => {
    expect(() => acceptToken({ userNameField: "dev1" }, AUDIENCE, NOW)).toThrow(refusal("token-missing"));
  });

  it("refuses a token that AWS IoT Core has not verified, before it looks into it", () => {
    const token = { text: makeToken(), signatureVerified: false };
    expect(() => acceptToken({ token, userNameField: "" }, AUDIENCE, NOW)).toThrow(refusal("token-not-verified"));
  });

  it.each([[[AUDIENCE]], [["another", AUDIENCE]]])(
    "takes a token made for several authorizers, this one among them: %j",
    (aud) => {
      expect(attempt({ aud })).toEqual({ ...CLAIMS, aud });
    },
  );

  it.each(["printers", "printers-signed2", "Printers-signed", "", `${AUDIENCE},x`, [], ["printers", "another"]])(
    "refuses a token made for authorizer %j",
    (aud) => {
      expect(() => attempt({ aud })).toThrow(refusal("token-wrong-audience", { user: "dev1" }));
    },
  );

  it.each([
    ["a millisecond before its end", -1, true],
    ["at its end", 0, false],
    ["after its end", 1000, false],
  ])("looks at the time: %s", (_, offset, accepted) => {
    const act = () => attempt({}, "", CLAIMS.exp * 1000 + offset);
    if (accepted) expect(act()).toEqual(CLAIMS);
    else expect(act).toThrow(refusal("token-expired", { user: "dev1" }));
  });

  it("compares times to the millisecond if a token's expiry has a fraction", () => {
    const exp = NOW / 1000 + 0.5;
    expect(attempt({ exp }, "", NOW + 499)).toEqual({ ...CLAIMS, exp });
    expect(() => attempt({ exp }, "", NOW + 500)).toThrow(refusal("token-expired", { user: "dev1" }));
    expect(() => attempt({ exp: 0 })).toThrow(refusal("token-expired", { user: "dev1" }));
  });

  it.each([
    ["a millisecond before its beginning", -1, false],
    ["at its beginning", 0, true],
  ])("looks at the time: %s", (_, offset, accepted) => {
    const nbf = NOW / 1000 + 60;
    const act = () => attempt({ nbf }, "", nbf * 1000 + offset);
    if (accepted) expect(act()).toEqual({ ...CLAIMS, nbf });
    else expect(act).toThrow(refusal("token-not-yet-valid", { user: "dev1" }));
  });

  it.each(["", "?", "dev1", "dev1?", "?x-amz-customauthorizer-name=printers", "dev1?SDK=x"])(
    "accepts a token together with the user name %j",
    (userNameField) => {
      expect(attempt({}, userNameField)).toEqual(CLAIMS);
    },
  );

  it.each(["dev2", "dev2?dev1", "Dev1", "dev1 ", "*", "?".padStart(2, "x")])(
    "refuses a token of somebody other than the user name %j",
    (userNameField) => {
      expect(() => attempt({}, userNameField)).toThrow(refusal("token-of-another-user", { user: "dev1" }));
    },
  );
});

describe("acceptToken, with signing off", () => {
  it("returns undefined without a token, so that the password decides", () => {
    expect(acceptToken({ userNameField: "dev1" }, undefined, NOW)).toBeUndefined();
  });

  it.each([true, false])("refuses every token: signature verified %j", (signatureVerified) => {
    const token = { text: makeToken(), signatureVerified };
    expect(() => acceptToken({ token, userNameField: "dev1" }, undefined, NOW)).toThrow(refusal("token-not-accepted"));
  });
});
