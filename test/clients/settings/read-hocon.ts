/** Settings of a bridge in nanomq.conf. */
export interface NanoMqBridge {
  readonly server: string;
  readonly clientid: string;
  readonly username: string;
  readonly password: string;
  readonly ssl: { readonly cacertfile: string };
  readonly forwards: unknown;
}

/** Reads nanomq.conf with a HOCON parser that is not part of this project. @returns the bridges by name */
export async function hocon(text: string): Promise<{ readonly shop: NanoMqBridge }> {
  const parse = require("@pushcorn/hocon-parser") as (options: { text: string }) => Promise<unknown>;
  return ((await parse({ text })) as { bridges: { mqtt: { shop: NanoMqBridge } } }).bridges.mqtt;
}
