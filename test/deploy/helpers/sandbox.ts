import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../../local/control-plane/control-plane";
import type { CallRecord, ControlPlaneCall, Verdict } from "../../../local/control-plane/http/control-plane-call";
import { type Checkout, makeCheckout } from "./checkout";
import { type Moto, startMoto } from "./moto";
import { makeTerraform, type Terraform } from "./terraform";

export const REGION = "eu-central-1";

/**
 * An AWS account on this machine: moto, the stand-in's control plane in front of it, and a `terraform` that calls them.
 */
export interface Sandbox {
  readonly controlPlane: ControlPlane;
  readonly terraform: Terraform;
  /** Every call that the control plane answered, oldest first. */
  readonly calls: CallRecord[];
  /** Decides what happens to calls; replace it to inject faults. */
  intercept: (call: ControlPlaneCall) => Verdict | Promise<Verdict>;
  /** Name of the default authorizer of the Region, if there is one. */
  defaultAuthorizer(): string | undefined;
  /** A checkout that is removed with the sandbox. */
  checkout(settings: string, users?: readonly object[]): Promise<Checkout>;
  close(): Promise<void>;
}

/** Options of the servers behind the control plane. */
export interface BehindControlPlane {
  /**
   * Starts a server between the control plane and moto, such as one with an API that moto lacks.
   * @returns the server's URL
   */
  readonly inFront?: (motoUrl: string) => Promise<string>;
  /** See `startMoto`. @default false */
  readonly managedPolicies?: boolean;
}

/**
 * Starts a sandbox.
 * @param options Further options of the control plane
 * @param behind Options of the servers behind the control plane
 */
export async function startSandbox(
  options: Partial<ControlPlaneOptions> = {},
  { inFront = async (motoUrl) => motoUrl, ...motoOptions }: BehindControlPlane = {},
): Promise<Sandbox> {
  const moto: Moto = await startMoto(motoOptions);
  const checkouts: Checkout[] = [];
  const calls: CallRecord[] = [];
  const controlPlane = await startControlPlane({
    forwardTo: await inFront(moto.url),
    intercept: (call) => sandbox.intercept(call),
    onCall: (record) => calls.push(record),
    ...options,
  });
  const terraform = await makeTerraform(controlPlane.url, REGION);
  const sandbox: Sandbox = {
    controlPlane,
    terraform,
    calls,
    intercept: () => "pass",
    defaultAuthorizer: () => controlPlane.store.region(REGION).defaultAuthorizerName,
    async checkout(settings, users) {
      const checkout = await makeCheckout(settings, users);
      checkouts.push(checkout);
      return checkout;
    },
    async close() {
      await Promise.all(checkouts.map((checkout) => checkout.remove()));
      await terraform.close();
      await controlPlane.close();
      await moto.stop();
    },
  };
  return sandbox;
}
