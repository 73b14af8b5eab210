import { certificatesSchema } from "../../../config/certificates/certificates-schema";
import { createRequest, createVerification } from "../../../identity/certificates/issue";
import { loadCertificates } from "../../../identity/certificates/load-certificates";
import { authority, complaintsAboutCertificates, deviceOf, folderWith } from "./made";

const GROUP = { group: "sensors" };

describe("loadCertificates", () => {
  it("reads PEM texts and files, and returns each under its thing's name and digest, with its CA", async () => {
    const [factory, other] = [await authority(), await authority(365, "RSA-2048", "another CA")];
    const [one, two] = [await deviceOf(factory, { commonName: "a" }), await deviceOf(other, { commonName: "b" })];
    const { csr } = await createRequest({ commonName: "c" }, "P-256");
    const folder = folderWith({ "factory.pem": factory.certificate, "a.pem": one.certificate });
    const { problems, certificates, authorities } = await loadCertificates(
      certificatesSchema.parse({
        authorities: { factory: { certificate: "factory.pem" }, other: { certificate: other.certificate } },
        things: {
          "sensor-1": { ...GROUP, certificate: ["a.pem", two.certificate] },
          "sensor-2": { ...GROUP, csr, active: false },
        },
      }),
      folder.path,
    );
    folder.remove();

    expect(problems).toEqual([]);
    expect(Object.keys(authorities)).toEqual(["factory", "other"]);
    expect(Object.keys(certificates)).toEqual([
      expect.stringMatching(/^sensor-1\/[0-9a-f]{12}$/),
      expect.stringMatching(/^sensor-1\/[0-9a-f]{12}$/),
      expect.stringMatching(/^sensor-2\/[0-9a-f]{12}$/),
    ]);
    expect(Object.values(certificates)).toEqual([
      { thing: "sensor-1", ...GROUP, active: true, pem: one.certificate, caPem: factory.certificate },
      { thing: "sensor-1", ...GROUP, active: true, pem: two.certificate, caPem: other.certificate },
      { thing: "sensor-2", ...GROUP, active: false, csr },
    ]);
  });

  it("keeps a retired certificate registered but inactive, even after it has expired", async () => {
    const factory = await authority();
    const [now, before] = [await deviceOf(factory, { commonName: "a" }), await deviceOf(factory, { commonName: "a" })];
    const load = (thing: object, at = Date.now()) =>
      loadCertificates(
        certificatesSchema.parse({
          authorities: { factory: { certificate: factory.certificate } },
          things: { a: { ...GROUP, ...thing } },
        }),
        ".",
        at,
      );
    const both = await load({ certificate: [now.certificate, before.certificate] });
    const { problems, certificates } = await load({ certificate: now.certificate, retired: before.certificate });
    expect(problems).toEqual([]);
    // Under the same key, so that Terraform updates the registration in place of deleting it.
    expect(Object.keys(certificates)).toEqual(Object.keys(both.certificates));
    expect(Object.values(certificates)[1]).toMatchObject({ active: false, retired: true, pem: before.certificate });
    const later = await load(
      { certificate: now.certificate, retired: [before.certificate] },
      Date.now() + 100 * 86_400_000,
    );
    expect(later.problems.map(({ path }) => path)).toEqual(["certificates.things.a.certificate"]);
    const twice = await load({ certificate: now.certificate, retired: now.certificate });
    expect(twice.problems.map(({ path }) => path)).toEqual(["certificates.things.a.retired"]);
  });

  it("ignores text around a certificate, its line ends and its indentation", async () => {
    const factory = await authority();
    const text = `Certificate:\r\n  Data: …\r\n${factory.certificate.replaceAll("\n", "\r\n  ")}`;
    const { authorities } = await loadCertificates(
      certificatesSchema.parse({ authorities: { factory: { certificate: text } } }),
      ".",
    );
    expect(authorities.factory?.pem).toBe(factory.certificate);
  });

  it("turns on auto-registration only for a CA that provisions just in time", async () => {
    const { certificate } = await authority();
    const { authorities } = await loadCertificates(
      certificatesSchema.parse({
        authorities: { plain: { certificate }, jitp: { certificate, provision: GROUP } },
      }),
      ".",
    );
    expect(authorities.plain?.autoRegistration).toBe(false);
    expect(authorities.jitp?.autoRegistration).toBe(true);
  });
});

describe("loadCertificates refuses an authority", () => {
  const about = (certificate: string, more: object = {}, folder?: string) =>
    complaintsAboutCertificates({ authorities: { factory: { certificate, ...more } } }, folder);

  it("that is a private key, and does not quote the key", async () => {
    const { key } = await authority();
    const [told, ...others] = await about(key);
    expect(others).toEqual([]);
    expect(told).toMatch(
      /^`certificates.authorities.factory.certificate` must be a certificate, not a private key, got: \d+ characters \(not shown\)\. Remove the private key/,
    );
    expect(told).not.toContain(key.split("\n")[1]);
  });

  it("whose certificate is not a CA's", async () => {
    const { certificate } = await deviceOf(await authority(), { commonName: "sensor-1" }, { days: 90 });
    expect(await about(certificate)).toEqual([
      expect.stringContaining(
        "must be the certificate of a CA (basicConstraints CA:TRUE), got: CN=sensor-1. AWS registers only CAs' certificates. For a trial, make a CA: npx iot-auth ca create NAME. With OpenSSL: openssl",
      ),
    ]);
  });

  it.each([
    [10, "must be valid for 30 days or more, got: 10 days, until"],
    [-1, "must be valid for 30 days or more, got: expired on"],
  ])("whose certificate is valid for %d more days", async (days, told) => {
    expect(await about((await authority(days + 0.5)).certificate)).toEqual([expect.stringContaining(told)]);
  });

  it("whose file does not exist", async () => {
    expect(await about("nothing.pem")).toEqual([
      "`certificates.authorities.factory.certificate` must be a file that can be read, got: nothing.pem (ENOENT). A path starts at the configuration's folder.",
    ]);
  });

  it("whose file holds a certificate chain, or no certificate", async () => {
    const [one, two] = [await authority(), await authority()];
    const folder = folderWith({ "chain.pem": one.certificate + two.certificate, "text.pem": "hello" });
    expect(await about("chain.pem", {}, folder.path)).toEqual([
      expect.stringContaining("must hold one block, got: 2 blocks. Keep the first; AWS needs no chain."),
    ]);
    expect(await about("text.pem", {}, folder.path)).toEqual([
      expect.stringContaining('must hold a certificate in PEM form, got: "text.pem".'),
    ]);
    folder.remove();
  });

  it("whose verification certificate another CA signed, or whose common name is not a registration code", async () => {
    const [ca, other] = [await authority(), await authority()];
    const code = "0123456789abcdef".repeat(4);
    const proof = (of: typeof ca, name: string) => createVerification(name, of, { days: 1, now: Date.now() });
    const told = async (verificationCertificate: string) =>
      about(ca.certificate, { mode: "DEFAULT", verificationCertificate });
    expect(await told(await proof(ca, code))).toEqual([]);
    expect(await told(await proof(other, code))).toEqual([
      expect.stringContaining("verificationCertificate` must be signed by the CA"),
    ]);
    expect(await told(await proof(ca, "code"))).toEqual([
      expect.stringContaining("must have the account's registration code, 64 hexadecimal digits, as its common name"),
    ]);
  });

  it("whose sample certificate lacks a field that provisioning needs, or has an unusable common name", async () => {
    const ca = await authority();
    const sample = async (subject: object, provision: object) =>
      about(ca.certificate, {
        provision: { ...GROUP, ...provision, sampleCertificate: (await deviceOf(ca, subject)).certificate },
      });
    const needs = { attributes: { serial: "{serialNumber}" }, thingGroups: ["{organizationalUnit}"] };
    expect(await sample({ commonName: "a", serialNumber: "7", organizationalUnit: "roof" }, needs)).toEqual([]);
    expect(await sample({ commonName: "a", organizationalUnit: "roof" }, needs)).toEqual([
      '`certificates.authorities.factory.provision.sampleCertificate` must have the field {serialNumber} (serialNumber) in its subject, got: ["organizationalUnit","commonName"]. AWS provisions no device without it and reports no error; add the field to the certificates, or remove it from provision. In a request: npx iot-auth device csr a --field \'serialNumber=VALUE\'',
    ]);
    expect(await sample({ commonName: "a.b" }, {})).toEqual([
      expect.stringContaining("must have a common name that can name a thing"),
    ]);
  });
});

describe("loadCertificates refuses a device", () => {
  it("with a certificate that none of the configured CAs signed", async () => {
    const [ca, other] = [await authority(), await authority(365, "P-256", "their CA")];
    const { certificate } = await deviceOf(other, { commonName: "x" });
    const things = { x: { ...GROUP, certificate } };
    expect(
      await complaintsAboutCertificates({ authorities: { factory: { certificate: ca.certificate } }, things }),
    ).toEqual([
      expect.stringContaining(
        "`certificates.things.x.certificate` must be signed by one of certificates.authorities, got: signed by CN=their CA. The authorities are factory.",
      ),
    ]);
  });

  it("with a certificate of a CA that has the name but not the key of a configured CA", async () => {
    const [ca, other] = [await authority(), await authority()];
    const { certificate } = await deviceOf(other, { commonName: "x" });
    const told = await complaintsAboutCertificates({
      authorities: { factory: { certificate: ca.certificate } },
      things: { x: { ...GROUP, certificate } },
    });
    expect(told).toEqual([expect.stringContaining("must be signed by one of certificates.authorities")]);
  });

  it("with a CA's certificate, an expired certificate, a private key, or a request in place of a certificate", async () => {
    const ca = await authority();
    const { csr, key } = await createRequest({ commonName: "x" }, "P-256");
    const expired = (await deviceOf(ca, { commonName: "x" }, { days: -1 })).certificate;
    const about = (thing: object) =>
      complaintsAboutCertificates({
        authorities: { factory: { certificate: ca.certificate } },
        things: { x: { ...GROUP, ...thing } },
      });
    expect(await about({ certificate: ca.certificate })).toEqual([
      expect.stringContaining("must be a device's certificate, not a CA's"),
    ]);
    expect(await about({ certificate: expired })).toEqual([expect.stringContaining("must not have expired")]);
    expect(await about({ csr: key })).toEqual([expect.stringContaining("not a private key")]);
    expect(await about({ certificate: csr })).toEqual([expect.stringContaining("must hold a certificate in PEM form")]);
    expect(await about({ csr: ca.certificate })).toEqual([
      expect.stringContaining("must hold a certificate signing request in PEM form"),
    ]);
  });

  it("with a request that was changed after it was signed", async () => {
    const { csr } = await createRequest({ commonName: "sensor-1" }, "P-256");
    const der = Buffer.from(csr.replace(/-----.*-----/g, ""), "base64");
    der[der.indexOf("sensor-1") + 7] = "2".charCodeAt(0);
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(await complaintsAboutCertificates({ things: { x: { ...GROUP, csr: changed } } })).toEqual([
      expect.stringContaining("`certificates.things.x.csr` must be signed by its own key"),
    ]);
  });

  it("with the same request as another thing", async () => {
    const { csr } = await createRequest({ commonName: "x" }, "P-256");
    const things = { x: { ...GROUP, csr }, y: { ...GROUP, csr } };
    expect(await complaintsAboutCertificates({ things })).toEqual([
      expect.stringContaining('`certificates.things.y.csr` must be named once, for one thing, got: "x".'),
    ]);
  });
});
