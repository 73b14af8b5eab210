/** A resource in Terraform's state. */
interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: object; readonly deposed?: string }[];
}

/**
 * Changes made by hand, or by files of a pull request, with which Terraform makes a plan that this project never makes.
 */
export interface Row {
  readonly title: string;
  /** Changes of the synthesized configuration, `cdk.tf.json`: values by path; `undefined` removes a member. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Changes the state, as others or an earlier apply could have done. */
  readonly state?: (resources: readonly StateResource[]) => readonly StateResource[];
  /** Further arguments of `terraform plan`, after `-refresh=false`. */
  readonly args?: readonly string[];
  /** Files beside `cdk.tf.json`. */
  readonly files?: Readonly<Record<string, object>>;
  /** Configuration of a module in the folder `more`, which is installed before the plan. */
  readonly module?: object;
  /** Text that the review must contain. */
  readonly says: string;
  /** Set if nobody gains access by the plan, so that the review exits with 0. */
  readonly isHarmless?: true;
  /** Set if a plan's JSON does not show the change, so that only a review with `--plan-file` reports it. */
  readonly onlyInPlanFile?: true;
}

/** Returns a change of the state that gives a resource other attributes. */
export const withAttributes =
  (address: string, attributes: object): NonNullable<Row["state"]> =>
  (resources) =>
    resources.map((resource) =>
      `${resource.type}.${resource.name}` === address
        ? {
            ...resource,
            instances: resource.instances.map((one) => ({ ...one, attributes: { ...one.attributes, ...attributes } })),
          }
        : resource,
    );
