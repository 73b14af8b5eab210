import { isObject, mergeStage } from "../../../config/stages/merge-settings";

describe("mergeStage", () => {
  it("merges objects at any depth", () => {
    const base = { function: { memorySize: 256 }, groups: { a: { clientIds: ["a"], publish: ["x"] } } };
    const own = { function: { architecture: "x86_64" }, groups: { a: { publish: ["y"] }, b: { clientIds: ["b"] } } };
    expect(mergeStage(base, own)).toEqual({
      function: { memorySize: 256, architecture: "x86_64" },
      groups: { a: { clientIds: ["a"], publish: ["y"] }, b: { clientIds: ["b"] } },
    });
  });

  it("replaces lists and all other values", () => {
    expect(mergeStage({ a: [1, 2], b: 1, c: { d: 1 } }, { a: [3], b: "x", c: null })).toEqual({
      a: [3],
      b: "x",
      c: null,
    });
  });

  it("keeps settings that the stage does not have, or has as undefined", () => {
    expect(mergeStage({ a: 1, b: { c: 1 } }, { a: undefined, b: { c: undefined } })).toEqual({ a: 1, b: { c: 1 } });
  });

  it("changes neither side", () => {
    const base = { tags: { a: "1" } };
    const own = { tags: { b: "2" } };
    mergeStage(base, own);
    expect([base, own]).toEqual([{ tags: { a: "1" } }, { tags: { b: "2" } }]);
  });

  it("replaces a backend of another type as a whole, since its settings mean nothing there", () => {
    const base = { backend: { type: "local", path: "../a.tfstate" } };
    expect(mergeStage(base, { backend: { type: "s3", bucket: "abc" } })).toEqual({
      backend: { type: "s3", bucket: "abc" },
    });
  });

  it("merges a backend of the same type, or whose type the stage leaves out", () => {
    const base = { backend: { type: "s3", bucket: "abc" } };
    const merged = { backend: { type: "s3", bucket: "abc", key: "dev" } };
    expect(mergeStage(base, { backend: { type: "s3", key: "dev" } })).toEqual(merged);
    expect(mergeStage(base, { backend: { key: "dev" } })).toEqual(merged);
  });

  it("replaces a store without a type by a table, since that one is bundled", () => {
    const base = { store: { file: "users.json" } };
    expect(mergeStage(base, { store: { type: "dynamodb" } })).toEqual({ store: { type: "dynamodb" } });
    expect(mergeStage(base, { store: { type: "bundled" } })).toEqual({
      store: { type: "bundled", file: "users.json" },
    });
  });

  it("reads a tag called type as a tag", () => {
    expect(mergeStage({ tags: { type: "iot", a: "1" } }, { tags: { type: "test" } })).toEqual({
      tags: { type: "test", a: "1" },
    });
  });

  it("ignores inherited properties", () => {
    expect(mergeStage({}, { constructor: { a: 1 } })).toEqual({ constructor: { a: 1 } });
  });
});

describe("isObject", () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    [undefined, false],
    ["{}", false],
    [() => ({}), false],
  ])("of %p is %p", (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });
});
