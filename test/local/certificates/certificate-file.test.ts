import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "../../../local/certificates/certificate-file";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-replace-"));
  file = join(folder, "ca.pem");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("replacing a file", () => {
  it("creates or replaces it, with the given mode", async () => {
    await replaceFile(file, "first", 0o644);
    await replaceFile(file, "second", 0o600);

    expect(readFileSync(file, "utf8")).toBe("second");
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(readdirSync(folder)).toEqual(["ca.pem"]);
  });

  it("does not keep content or mode of a file that a killed process left behind", async () => {
    writeFileSync(`${file}.new`, "half a ke", { mode: 0o666 });

    await replaceFile(file, "whole", 0o600);

    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o077]).toEqual(["whole", 0]);
  });

  it("keeps the old file and leaves no other file if the disk is full", () => {
    writeFileSync(file, "old");
    const program = `
      process.on("SIGXFSZ", () => {});
      const { replaceFile } = require(${JSON.stringify(require.resolve("../../../local/certificates/certificate-file"))});
      replaceFile(${JSON.stringify(file)}, "x".repeat(1e6), 0o600).then(() => console.log("written"), (error) => console.log(error.code));`;
    const limited = 'ulimit -f 200; exec "$0" --import tsx -e "$1"';
    const output = execFileSync("sh", ["-c", limited, process.execPath, program], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
    });

    expect(output.trim()).toBe("EFBIG");
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["old", ["ca.pem"]]);
  });
});
