import { resolveConfig } from "../../../infra/config/resolve";
import { complaintsAbout, MINIMAL } from "./complaints";

describe("store", () => {
  it("is bundled where only its file is named", () => {
    const [stack] = resolveConfig({ ...MINIMAL, store: { file: "dev.json" } });
    expect(stack?.settings.store).toEqual({ type: "bundled", file: "dev.json" });
  });

  it("must be of a type there is", () => {
    expect(complaintsAbout({ store: { type: "bundle" } })).toEqual([
      '`store.type` must be one of "bundled", got: "bundle". Users are shipped inside the Lambda function\'s zip.',
    ]);
  });

  it.each(["", 7])("must have a file that is a path and not %j", (file) => {
    expect(complaintsAbout({ store: { file } })).toEqual([
      `\`store.file\` must be the path of a users file, got: ${JSON.stringify(file)}. Write it like "users.json".`,
    ]);
  });
});
