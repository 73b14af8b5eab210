import type { BridgeSection, BridgeSetting, CarriedTopic } from "./bridge-section";

/** A value in a file, with its path: `["bridges", "mqtt", "aws", "forwards", "0", "qos"]`. */
interface Entry {
  readonly path: readonly string[];
  readonly value: string;
  readonly line: number;
  /** In the key=value form, the key as written. */
  readonly key?: string;
}

/**
 * Reads the bridges of a nanomq.conf in HOCON: the objects at `bridges.mqtt.<name>` and `bridges.aws.<name>`.
 * @see https://github.com/nanomq/nanomq/blob/master/docs/en_US/config-description/bridges.md
 */
export function readNanoMq(text: string): BridgeSection[] {
  return sectionsOf("nanomq", readHocon(text));
}

/**
 * Reads the bridges of a nanomq_old.conf, which has one key and value a line: `bridge.mqtt.<name>.<key>=<value>`, which `aws.` may precede.
 * @see https://github.com/nanomq/nanomq/blob/master/docs/en_US/config-description/v013.md
 */
export function readNanoMqClassic(text: string): BridgeSection[] {
  const entries = text.split(/\r?\n/).flatMap((written, at): Entry[] => {
    const [, aws, name = "", key = "", value = ""] =
      /^\s*(aws\.)?bridge\.mqtt\.([^.=\s]+)\.([^=\s]+)\s*=\s*(.*?)\s*$/.exec(written) ?? [];
    if (name === "") return [];
    const path = key.replace(/^(?:connector\.)?(?:tls|ssl)\./, "ssl.").split(".");
    return [{ path: ["bridges", aws === undefined ? "mqtt" : "aws", name, ...path], value, line: at + 1, key }];
  });
  return sectionsOf("nanomq-classic", entries);
}

function sectionsOf(format: BridgeSection["format"], entries: readonly Entry[]): BridgeSection[] {
  const byName = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [root, kind, name] = entry.path;
    if (root !== "bridges" || name === undefined || (kind !== "mqtt" && kind !== "aws")) continue;
    byName.set(`${kind}.${name}`, [...(byName.get(`${kind}.${name}`) ?? []), entry]);
  }
  return [...byName].map(([name, own]) => {
    const inner = own.map(({ path, ...rest }) => ({ ...rest, path: path.slice(3) }));
    const isTopic = ({ path: [first = ""] }: Entry) => first === "forwards" || first === "subscription";
    const settings = inner
      .filter((entry) => !isTopic(entry))
      .map(({ path, value, line }): BridgeSetting => ({ key: path.join("."), value, line }));
    return {
      format,
      name: name.slice(name.indexOf(".") + 1),
      forAwsBuild: name.startsWith("aws."),
      line: own[0]?.line ?? 1,
      settings,
      topics: topicsOf(inner.filter(isTopic)),
      ...(format === "nanomq-classic" && {
        lines: own.flatMap(({ key, value, line }) => (key === undefined ? [] : [{ key, value, line }])),
      }),
    };
  });
}

function topicsOf(entries: readonly Entry[]): CarriedTopic[] {
  const byPlace = new Map<string, Entry[]>();
  for (const entry of entries) {
    const place = entry.path.slice(0, 2).join(".");
    byPlace.set(place, [...(byPlace.get(place) ?? []), entry]);
  }
  return [...byPlace].flatMap(([place, own]): CarriedTopic[] => {
    const direction = place.startsWith("forwards") ? "out" : "in";
    const field = (...names: string[]) => own.find(({ path }) => names.includes(path[2] ?? ""));
    const [list] = own;
    // The oldest form has all forwarded topics on one line.
    if (list !== undefined && list.path.length === 1)
      return list.value.split(",").map((remote) => ({ remote: remote.trim(), direction, line: list.line }));
    const [remote, local, qos] = [field("remote_topic", "topic"), field("local_topic"), field("qos")];
    const named = remote?.value || (direction === "out" ? local?.value : undefined);
    const at = remote ?? local ?? list;
    if (named === undefined || at === undefined) return [];
    return [{ remote: named, direction, line: at.line, ...(qos && { qos: Number(qos.value), qosLine: qos.line }) }];
  });
}

/** Reads the part of HOCON that NanoMQ reads: objects, lists, texts with and without quotation marks, comments. */
function readHocon(text: string): Entry[] {
  const entries: Entry[] = [];
  const stack: { readonly path: readonly string[]; items?: number }[] = [{ path: [] }];
  const tokens = text.matchAll(/#.*|\/\/.*|"((?:[^"\\]|\\.)*)"|[{}[\],=:]|\n|[^\s{}[\],="#]+/g);
  let [key, line, pending]: [string | undefined, number, boolean] = [undefined, 1, false];
  const pathFor = (top: (typeof stack)[number] | undefined): readonly string[] => {
    if (top === undefined) return [];
    if (top.items === undefined) return key === undefined ? top.path : [...top.path, ...key.split(".")];
    top.items += 1;
    return [...top.path, String(top.items - 1)];
  };
  for (const [token, quoted] of tokens) {
    const top = stack.at(-1);
    if (token === "\n") line += 1;
    if (token === "\n" || token === "," || token.startsWith("#") || token.startsWith("//")) continue;
    if (token === "{" || token === "[") {
      stack.push({ path: pathFor(top), ...(token === "[" && { items: 0 }) });
      [key, pending] = [undefined, false];
    } else if (token === "}" || token === "]") {
      if (stack.length > 1) stack.pop();
    } else if (token === "=" || token === ":") {
      pending = true;
    } else if (pending && key !== undefined) {
      entries.push({ path: pathFor(top), value: quoted ?? token, line });
      [key, pending] = [undefined, false];
    } else {
      key = quoted ?? token;
    }
  }
  return entries;
}
