import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createRequest, type KeyKind } from "../../../identity/certificates/issue";
import { checkPem, type PemBlock } from "../../../identity/certificates/pem";
import { requestProblem } from "../../../identity/certificates/signing-request";
import { isSignedRequest } from "../../../identity/certificates/x509-library";

async function requestOf(kind: KeyKind): Promise<PemBlock> {
  const { csr } = await createRequest({ commonName: "sensor-1", organization: "Plant" }, kind);
  const reading = checkPem("csr", csr, "CERTIFICATE REQUEST", "csr");
  if (!reading.ok) throw new Error("not read");
  return reading.block;
}
const withDer = (block: PemBlock, der: Buffer): PemBlock => ({ ...block, der });

describe("a certificate signing request", () => {
  it.each(["P-256", "P-384", "RSA-2048"] as const)(
    "with a key of %s that is signed by it has no problem",
    async (kind) => {
      expect(await requestProblem("csr", await requestOf(kind))).toBeUndefined();
    },
  );

  it("that is truncated, or has bytes after its end, cannot be read", async () => {
    const block = await requestOf("P-256");
    const unreadable = expect.objectContaining({ must: "be a certificate signing request that can be read" });
    for (let length = 0; length < block.der.length; length++) {
      expect([length, await requestProblem("csr", withDer(block, block.der.subarray(0, length)))]).toEqual([
        length,
        unreadable,
      ]);
    }
    expect(await requestProblem("csr", withDer(block, Buffer.concat([block.der, Buffer.of(0)])))).toEqual(unreadable);
  });

  it("has a problem if any byte of it is changed", async () => {
    const block = await requestOf("P-256");
    for (let at = 0; at < block.der.length; at++) {
      const der = Buffer.from(block.der);
      der[at] = (der[at] ?? 0) ^ 0x01;
      expect([at, await requestProblem("csr", withDer(block, der))]).toEqual([
        at,
        expect.objectContaining({ path: "csr" }),
      ]);
    }
  });

  it("with a signature algorithm that requestProblem does not know is verified by the certificate library", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const der = rsaRequest(publicKey, (signed) => sign("sha1", signed, privateKey));
    const block = { pem: "", der };
    expect([await requestProblem("csr", block), await isSignedRequest(block)]).toEqual([undefined, true]);
    const forged = { pem: "", der: rsaRequest(publicKey, () => Buffer.alloc(256)) };
    expect(await requestProblem("csr", forged)).toMatchObject({ must: "be signed by its own key" });
  });
});

/** A request with the signature algorithm sha1WithRSAEncryption. Assumption: AWS may accept it. */
function rsaRequest(publicKey: KeyObject, signer: (signed: Buffer) => Buffer): Buffer {
  const element = (tag: number, ...content: Buffer[]): Buffer => {
    const all = Buffer.concat(content);
    const length = all.length < 128 ? Buffer.of(all.length) : Buffer.of(0x82, all.length >> 8, all.length & 255);
    return Buffer.concat([Buffer.of(tag), length, all]);
  };
  const commonName = Buffer.from("310f300d06035504030c0673656e736f72", "hex");
  const info = element(
    0x30,
    ...[Buffer.of(0x02, 1, 0), element(0x30, commonName), publicKey.export({ type: "spki", format: "der" })],
    Buffer.of(0xa0, 0),
  );
  const algorithm = Buffer.from("300d06092a864886f70d0101050500", "hex");
  return element(0x30, info, algorithm, element(0x03, Buffer.of(0), signer(info)));
}
