import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { type PublicKey, publicHalf } from "../../../config/public-key";
import { rsaKeyPair } from "../../helpers/ready-made";

/** A key pair for tests. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
  /** PKCS #8. Tests search outputs for it. */
  readonly privatePem: string;
}

/** Returns a key pair, by default of the smallest size that AWS accepts. */
export function keyPair(modulusLength = 2048): KeyPair {
  const { privateKey } = modulusLength === 2048 ? rsaKeyPair() : generateKeyPairSync("rsa", { modulusLength });
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { privateKey, publicKey: publicHalf(privateKey), privatePem };
}
