import { VerificationMemory } from "../../../lambda/verify/memory";

const password = Buffer.from("a password");

describe("the memory of past checks", () => {
  it("remembers the added secret and password, and no others", () => {
    const memory = new VerificationMemory();
    memory.add("$scrypt$one", password);

    expect(memory.has("$scrypt$one", password)).toBe(true);
    expect(memory.has("$scrypt$two", password)).toBe(false);
    expect(memory.has("$scrypt$one", Buffer.from("another"))).toBe(false);
  });

  it("distinguishes pairs of secret and password that have the same characters in sequence", () => {
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

  it("keeps neither password nor stored secret, but a digest that differs between memories", () => {
    const kept = jest.spyOn(Set.prototype, "add");
    try {
      new VerificationMemory().add("$scrypt$stored", password);
      new VerificationMemory().add("$scrypt$stored", password);

      const [one, another] = kept.mock.calls.map(([entry]) => String(entry));
      expect(kept).toHaveBeenCalledTimes(2);
      for (const form of ["utf8", "hex", "base64"] as const) {
        expect(one).not.toContain(password.toString(form));
        expect(one).not.toContain(Buffer.from("$scrypt$stored").toString(form));
      }
      expect(one).not.toBe(another);
    } finally {
      kept.mockRestore();
    }
  });
});
