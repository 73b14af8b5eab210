import { distance } from "fastest-levenshtein";
import { CLIENT_ENTRIES } from "../../../cli/settings/client-table";
import { didYouMean, nearest } from "../../../config/text/nearest-name";

describe("nearest", () => {
  it.each([
    ["setAsDefalt", "setAsDefault"],
    ["SETASDEFAULT", "setAsDefault"],
    ["nmae", "name"],
    ["takeover", "takeOver"],
    ["memory", "memorySize"],
    ["takeOverNow", "takeOver"],
  ])("reads %s as %s", (word, expected) => {
    expect(nearest(word, ["name", "setAsDefault", "takeOver", "memorySize"])).toBe(expected);
  });

  it("prefers the nearest of several similar words", () => {
    expect(nearest("servers", ["server", "serve", "servers-2"])).toBe("server");
  });

  it("suggests nothing if no word is similar", () => {
    expect(nearest("colour", ["name", "setAsDefault"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  it("finds a longer name by a part or its beginning, misspelt or not", () => {
    const users = ["gateway-hall", "00:11:62:aa:bb:cc", "cold_store_3", "line 7 press"];
    expect(
      ["gatway", "hall", "store", "coldstore", "pres", "gateway-ha", "gatewayhal"].map((word) => nearest(word, users)),
    ).toEqual([
      ...[
        "gateway-hall",
        "gateway-hall",
        "cold_store_3",
        "cold_store_3",
        "line 7 press",
        "gateway-hall",
        "gateway-hall",
      ],
    ]);
  });

  it.each([
    ["foo", ["fed", "bar"]],
    ["us", ["eu"]],
    ["x", ["y", "qos"]],
    ["alice", ["alien-ship", "malachite"]],
    ["printer", ["sensor", "paint", "sprint-team"]],
    ["00:11:62:00:00:01", ["ab:cd:ef:12:34:56", "sensor"]],
    ["list", ["lose", "rotate", "add"]],
  ])("suggests nothing for %s among %j", (word, known) => {
    expect(nearest(word, known)).toBeUndefined();
  });
});

/** Returns a word with one letter dropped, doubled, swapped with the next, or replaced, in every place. */
function misspelt(word: string): string[] {
  const places = [...word].map((letter, at) => ({ letter, before: word.slice(0, at), after: word.slice(at + 1) }));
  const all = places.flatMap(({ letter, before, after }) => [
    `${before}${after}`,
    `${before}${letter}${letter}${after}`,
    `${before}${after.slice(0, 1)}${letter}${after.slice(1)}`,
    `${before}${letter === "x" ? "q" : "x"}${after}`,
  ]);
  return [...new Set(all)].filter((other) => other !== word && !CLIENTS.includes(other));
}

const CLIENTS = CLIENT_ENTRIES.map(({ name }) => name);

describe.each(CLIENTS)("the client %s, misspelt", (name) => {
  const parts = name.split("-");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];

  it("is suggested with one letter dropped, doubled, swapped or replaced, unless another is as similar", () => {
    expect(misspelt(name).flatMap((word) => wrong(word, name))).toEqual([]);
  });

  it("is suggested with its first or its last part misspelt", () => {
    const words = [
      ...misspelt(first).map((part) => [part, ...parts.slice(1)].join("-")),
      ...misspelt(last).map((part) => [...parts.slice(0, -1), part].join("-")),
    ].filter((word) => !CLIENTS.includes(word));
    expect(words.flatMap((word) => wrong(word, name))).toEqual([]);
  });

  it("is suggested, or another with a similar part, for only its first or last part, misspelt", () => {
    const long = [first, last].filter((part) => part.length >= 4);
    expect(long.flatMap((part) => misspelt(part).flatMap((word) => wrong(word, part)))).toEqual([]);
  });
});

/**
 * Returns what is wrong with the suggestion for a word; empty if the suggestion, or a part of it, is as similar as the
 * meant name, or begins with the word.
 */
function wrong(word: string, meant: string): string[] {
  const guess = nearest(word, CLIENTS);
  if (guess === undefined) return [`${word} gets nothing`];
  const apart = Math.min(...[guess, ...guess.split("-")].map((one) => distance(word, one)));
  return apart <= distance(word, meant) || guess.startsWith(word) ? [] : [`${word} gets ${guess} for ${meant}`];
}

describe("a client that does not exist", () => {
  it.each(["kafka", "rabbitmq", "zigbee2mqtt", "thingsboard", "boto3", "rust", "xyz", "c", "help", "printer"])(
    "is not guessed for %s",
    (word) => {
      expect(nearest(word, CLIENTS)).toBeUndefined();
    },
  );
});

describe("didYouMean", () => {
  it("names the nearest word and all known words", () => {
    expect(didYouMean("printrs", ["printers", "servers"])).toBe(
      'Did you mean "printers"? Known: "printers", "servers".',
    );
  });

  it("names all known words if none is similar", () => {
    expect(didYouMean("cars", ["printers", "servers"])).toBe('Known: "printers", "servers".');
  });

  it("says that no word is known", () => {
    expect(didYouMean("x", [])).toBe("None is known here.");
  });
});
