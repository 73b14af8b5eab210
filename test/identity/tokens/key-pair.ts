import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { type PublicKey, publicHalf } from "../../../config/public-key";
import { rsaKeyPair } from "../../helpers/ready-made";

/** A key pair of a test run. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
  /** PKCS#8, to be looked for where it must not be. */
  readonly privatePem: string;
}

/** Makes a key pair of the smallest size AWS takes. */
export function keyPair(modulusLength = 2048): KeyPair {
  const { privateKey } = modulusLength === 2048 ? rsaKeyPair() : generateKeyPairSync("rsa", { modulusLength });
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { privateKey, publicKey: publicHalf(privateKey), privatePem };
}
