import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { cloudPrnt } from "../../../config";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { AuthStack } from "../../../infra/stack";
import { loadStack } from "../../../infra/synthesis/load-stack";

/** Users of a stack, and with `more` a change of the stack before it is written. */
export interface SynthesizedFrom {
  readonly users?: readonly object[];
  readonly more?: (stack: AuthStack) => void;
}

/** Digests that replace the real ones in the recorded plans. */
const DIGESTS = {
  program: "00000000000000000001",
  code: "00000000000000000002",
  zip: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1=",
} as const;

/**
 * Synthesizes the stack of the recorded plans in this process, with settings changed or added.
 * @returns Content of `cdk.tf.json`
 */
export async function synthesized(settings: object = {}, { users = [], more }: SynthesizedFrom = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-synthesized-"));
  try {
    for (const name of ["users.json", "function.zip", "default-authorizer.cjs"]) {
      writeFileSync(join(folder, name), JSON.stringify({ users }));
    }
    const region = "eu-central-1";
    const [resolved] = resolveConfig({
      name: "cloudprnt",
      region,
      authorizer: { setAsDefault: true },
      groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
      endpoint: {},
      monitoring: {
        metrics: true,
        alarms: { topicArn: `arn:aws:sns:${region}:123456789012:on-call` },
        dashboard: true,
      },
      ...settings,
    });
    if (!resolved) throw new Error("no stack");
    const stack = new AuthStack(Testing.app(), {
      loaded: await loadStack(resolved, folder),
      package: {
        file: join(folder, "function.zip"),
        zip: Buffer.alloc(0),
        sha256: DIGESTS.zip,
        codeDigest: DIGESTS.code,
      },
      defaultAuthorizerProgram: { file: join(folder, "default-authorizer.cjs"), digest: DIGESTS.program },
    });
    more?.(stack);
    return Testing.synth(stack);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
