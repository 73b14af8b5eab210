/** A resource in Terraform's state. */
interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: object; readonly deposed?: string }[];
}

/** What is changed by hand, or by what a pull request could add, so that Terraform makes a plan that this project never makes. */
export interface Row {
  readonly title: string;
  /** Changes of the synthesized configuration, `cdk.tf.json`: values by path, `undefined` for what is taken out. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Changes the state, as if others or an apply before had made something so. */
  readonly state?: (resources: readonly StateResource[]) => readonly StateResource[];
  /** More arguments of `terraform plan`; refreshing is off unless it is asked for. */
  readonly args?: readonly string[];
  /** Files beside `cdk.tf.json`. */
  readonly files?: Readonly<Record<string, object>>;
  /** The configuration of a module in the folder `more`, which is installed before. */
  readonly module?: object;
  /** What the review must say, word by word. */
  readonly says: string;
  /** Where nobody gains access by it, so that saying it is enough. */
  readonly isHarmless?: true;
  /** What no plan's JSON shows, so that only `--plan-file` tells it. */
  readonly onlyInPlanFile?: true;
}

/** Gives a resource of the state other attributes. */
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
