import { type ControlPlane, startControlPlane } from "../../../../local/control-plane/control-plane";
import type { Registry } from "../../../../local/registry/registry";
import { type Checkout, makeCheckout } from "../checkout";
import { startMoto } from "../moto";
import { startQueryDefinitions } from "../query-definitions";
import { REGION } from "../sandbox";
import { makeTerraform, type Terraform } from "../terraform";
import { type IamGate, startIamGate, type Usage } from "./gate";

/** An AWS account in which an {@link IamGate} checks every call. */
export interface GuardedAccount {
  readonly gate: IamGate;
  /** Terraform whose calls go through the gate. */
  readonly terraform: Terraform;
  /** Environment whose calls do not go through the gate. */
  readonly ownerEnv: NodeJS.ProcessEnv;
  defaultAuthorizer(): string | undefined;
  /** Returns the account's devices and certificates. */
  registry(): Registry;
  checkout(settings: string): Promise<Checkout>;
  close(): Promise<void>;
}

/** Options of {@link startGuardedAccount}. */
export interface GuardedAccountOptions {
  /** See `makeTerraform`. @default [] */
  readonly initArguments?: readonly string[];
  /** See `startIamGate`. @default - a new record */
  readonly usage?: Usage;
  /** See `startMoto`. @default false */
  readonly managedPolicies?: boolean;
}

export async function startGuardedAccount(options: GuardedAccountOptions = {}): Promise<GuardedAccount> {
  const { initArguments = [], usage, managedPolicies = false } = options;
  const moto = await startMoto({ managedPolicies });
  const queries = await startQueryDefinitions(moto.url);
  const controlPlane: ControlPlane = await startControlPlane({ forwardTo: queries.url, thingTypeDeletionWait: false });
  const gate = await startIamGate(controlPlane.url, usage);
  const terraform = await makeTerraform(gate.url, REGION, initArguments);
  const checkouts: Checkout[] = [];
  return {
    gate,
    terraform,
    ownerEnv: { ...terraform.env, AWS_ENDPOINT_URL: controlPlane.url },
    defaultAuthorizer: () => controlPlane.store.region(REGION).defaultAuthorizerName,
    registry: () => controlPlane.store.region(REGION).registry,
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
