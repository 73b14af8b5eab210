import { inspect } from "node:util";
import { VerificationMemory } from "../../../lambda/verify/memory";

const password = Buffer.from("a password");

describe("the memory of past checks", () => {
  it("knows a secret and password it was told, and no others", () => {
    const memory = new VerificationMemory();
    memory.add("$scrypt$one", password);

    expect(memory.has("$scrypt$one", password)).toBe(true);
    expect(memory.has("$scrypt$two", password)).toBe(false);
    expect(memory.has("$scrypt$one", Buffer.from("another"))).toBe(false);
  });

  it("keeps secret and password apart where their seam could be shifted", () => {
    const memory = new VerificationMemory();
    memory.add("$scrypt$one", Buffer.from("x password"));
    expect(memory.has("$scrypt$onex", Buffer.from(" password"))).toBe(false);
  });

  it("forgets the oldest entry when it is full", () => {
    const memory = new VerificationMemory(2);
    memory.add("a", password);
    memory.add("b", password);
    memory.add("c", password);

    expect(["a", "b", "c"].map((secret) => memory.has(secret, password))).toEqual([false, true, true]);
  });

  it("holds neither password nor stored secret in a form that can be read", () => {
    const memory = new VerificationMemory();
    memory.add("$scrypt$stored", password);
    const seen = inspect(memory, { depth: 5, showHidden: true }) + JSON.stringify(memory);
    expect(seen).not.toContain("a password");
    expect(seen).not.toContain("$scrypt$stored");
  });
});
