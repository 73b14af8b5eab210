import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../identity/write-atomically";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("writeAtomically", () => {
  it("creates a file, and keeps its mode when it replaces it", async () => {
    const file = join(folder, "users.json");
    await writeAtomically(file, "first");
    expect(readFileSync(file, "utf8")).toBe("first");
    chmodSync(file, 0o640);
    await writeAtomically(file, "second");
    expect(readFileSync(file, "utf8")).toBe("second");
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("gives the mode of its argument to a new file, but not to an existing one", async () => {
    const [made, kept] = [join(folder, "made"), join(folder, "kept")];
    writeFileSync(kept, "first", { mode: 0o640 });
    for (const file of [made, kept]) await writeAtomically(file, "x", 0o600);
    expect([made, kept].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o640]);
  });

  it("replaces the target of a symbolic link, not the link", async () => {
    writeFileSync(join(folder, "real.json"), "first");
    symlinkSync("real.json", join(folder, "users.json"));
    await writeAtomically(join(folder, "users.json"), "second");
    expect(lstatSync(join(folder, "users.json")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "real.json"), "utf8")).toBe("second");
  });

  it("leaves a symbolic link that points at nothing as it is", async () => {
    symlinkSync("gone.json", join(folder, "users.json"));
    await expect(writeAtomically(join(folder, "users.json"), "x")).rejects.toMatchObject({ code: "ENOENT" });
    expect(readdirSync(folder)).toEqual(["users.json"]);
    expect(lstatSync(join(folder, "users.json")).isSymbolicLink()).toBe(true);
  });

  it("removes temporary files of ended processes, and no file of a running process or with another name", async () => {
    const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
    const hex = "0123456789ab";
    const old = `users.json.${process.pid}-${hex}.tmp`;
    const kept = [
      `users.json.${process.pid}-abcdef012345.tmp`,
      `other.json.${ended}-${hex}.tmp`,
      `users.json.${hex}.tmp`,
      `users.json.${ended}-${hex}.tmp.mine`,
    ];
    for (const name of [`users.json.${ended}-${hex}.tmp`, old, ...kept]) writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, old), 0, 0);

    await writeAtomically(join(folder, "users.json"), "{}");
    expect(readdirSync(folder).sort()).toEqual([...kept, "users.json"].sort());
  });

  it("keeps the old content if the process is killed, and removes its temporary file in the next write", async () => {
    const file = join(folder, "users.json");
    await writeAtomically(file, "old");
    const program = `
      const fs = require("node:fs/promises");
      fs.rename = () => process.kill(process.pid, "SIGKILL");
      require(${JSON.stringify(require.resolve("../../identity/write-atomically"))}).writeAtomically(${JSON.stringify(file)}, "new");`;
    spawnSync(process.execPath, ["--import", "tsx", "-e", program], { cwd: join(__dirname, "../..") });
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readFileSync(file, "utf8")).toBe("old");

    await writeAtomically(file, "newer");
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("keeps the old content and leaves no temporary file if the disk is full", () => {
    const file = join(folder, "users.json");
    writeFileSync(file, "old");
    const program = `
      process.on("SIGXFSZ", () => {});
      const { writeAtomically } = require(${JSON.stringify(require.resolve("../../identity/write-atomically"))});
      writeAtomically(${JSON.stringify(file)}, "x".repeat(1e6)).then(() => console.log("written"), (error) => console.log(error.code));`;
    const output = execFileSync(
      "sh",
      ["-c", `ulimit -f 200; exec "$0" --import tsx -e "$1"`, process.execPath, program],
      {
        cwd: join(__dirname, "../.."),
        encoding: "utf8",
      },
    );
    expect(output.trim()).toBe("EFBIG");
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("fails if the folder does not exist", async () => {
    await expect(writeAtomically(join(folder, "a", "b"), "x")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
