import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const PEM = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
const AUTHORITY = {
  ...{ active: true, allow_auto_registration: true, ca_certificate_pem: PEM },
  registration_config: [{ template_name: "fleet-factory" }],
};
const certificate = { active: true, ca_pem: PEM.trim() };
const KEY = 'aws_iot_certificate.device["sensor-1/0123456789ab"]';
const CA = 'aws_iot_ca_certificate.authority["factory"]';
const told = (resources: Record<string, BeforeAfter>) => warningsOf(reviewOf(resources))["certificate-returns"];

describe("returningCertificateWarnings", () => {
  it("warn that a certificate whose authority provisions just in time is registered again, and say how to prevent that", () => {
    const plan: Record<string, BeforeAfter> = { [CA]: [AUTHORITY, AUTHORITY], [KEY]: [certificate, null] };
    expect(told(plan)).toBe(
      "Certificates of sensor-1 are destroyed, and their authority provisions just in time: a device that connects with one of them is provisioned again. To refuse it, set active: false for the thing, or move the certificate to retired.",
    );
    expect(reviewOf(plan).access).toBe("widens");
  });

  it.each<[string, Record<string, BeforeAfter>]>([
    ["stays INACTIVE", { [CA]: [AUTHORITY, AUTHORITY], [KEY]: [certificate, { ...certificate, active: false }] }],
    ["goes with its authority", { [CA]: [AUTHORITY, null], [KEY]: [certificate, null] }],
    [
      "is of an authority without a template",
      { [CA]: [AUTHORITY, { ...AUTHORITY, registration_config: [] }], [KEY]: [certificate, null] },
    ],
    [
      "is of an authority that registers nothing",
      { [CA]: [AUTHORITY, { ...AUTHORITY, active: false }], [KEY]: [certificate, null] },
    ],
    ["was signed by AWS", { [CA]: [AUTHORITY, AUTHORITY], [KEY]: [{ active: true, ca_pem: "" }, null] }],
  ])("do not warn of a certificate that %s", (_, plan) => {
    expect(told(plan)).toBeUndefined();
  });

  it("name at most five things", () => {
    const many = Object.fromEntries(
      Array.from({ length: 7 }, (_, nth) => [
        `aws_iot_certificate.device["s-${nth}/0123456789ab"]`,
        [certificate, null] as BeforeAfter,
      ]),
    );
    expect(told({ [CA]: [AUTHORITY, AUTHORITY], ...many })).toContain(
      "s-0, s-1, s-2, s-3, s-4 and 2 other things are destroyed",
    );
  });
});
