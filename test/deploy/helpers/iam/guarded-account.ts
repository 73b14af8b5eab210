import { type ControlPlane, startControlPlane } from "../../../../local/control-plane/control-plane";
import { type Checkout, makeCheckout } from "../checkout";
import { startMoto } from "../moto";
import { startQueryDefinitions } from "../query-definitions";
import { REGION } from "../sandbox";
import { makeTerraform, type Terraform } from "../terraform";
import { type IamGate, startIamGate, type Usage } from "./gate";

/** An AWS account in which IAM is asked about every call. */
export interface GuardedAccount {
  readonly gate: IamGate;
  /** Goes through the gate. */
  readonly terraform: Terraform;
  /** The environment of somebody who may do everything: goes past the gate. */
  readonly ownerEnv: NodeJS.ProcessEnv;
  defaultAuthorizer(): string | undefined;
  checkout(settings: string): Promise<Checkout>;
  close(): Promise<void>;
}

/**
 * @param initArguments See `makeTerraform`
 * @param usage See `startIamGate`
 */
export async function startGuardedAccount(
  initArguments: readonly string[] = [],
  usage?: Usage,
): Promise<GuardedAccount> {
  const moto = await startMoto();
  const queries = await startQueryDefinitions(moto.url);
  const controlPlane: ControlPlane = await startControlPlane({ forwardTo: queries.url });
  const gate = await startIamGate(controlPlane.url, usage);
  const terraform = await makeTerraform(gate.url, REGION, initArguments);
  const checkouts: Checkout[] = [];
  return {
    gate,
    terraform,
    ownerEnv: { ...terraform.env, AWS_ENDPOINT_URL: controlPlane.url },
    defaultAuthorizer: () => controlPlane.store.region(REGION).defaultAuthorizerName,
    async checkout(settings) {
      const checkout = await makeCheckout(settings);
      checkouts.push(checkout);
      return checkout;
    },
    async close() {
      await Promise.all(checkouts.map((checkout) => checkout.remove()));
      await terraform.close();
      await gate.close();
      await controlPlane.close();
      await queries.close();
      await moto.stop();
    },
  };
}
