import { join } from "node:path";
import { describeSynthesis } from "../../../infra/synthesis/run-synthesis";

const stack = (stackName: string, userCount: number) => ({
  stackName,
  userCount,
  folder: join(process.cwd(), "cdktf.out/stacks", stackName),
});

describe("describeSynthesis", () => {
  it("names every stack, its users and its folder", () => {
    expect(describeSynthesis([stack("dev", 1), stack("prod", 12)])).toBe(
      "dev: 1 user -> cdktf.out/stacks/dev\nprod: 12 users -> cdktf.out/stacks/prod",
    );
  });

  it("names the users table", () => {
    const { userCount: _, ...rest } = stack("prod", 0);
    expect(describeSynthesis([{ ...rest, usersPlace: "the DynamoDB table prod-users" }])).toBe(
      "prod: users in the DynamoDB table prod-users -> cdktf.out/stacks/prod",
    );
  });

  it("says for each stage without users that every login is refused, and how to add a user", () => {
    expect(describeSynthesis([stack("fleet", 0), { ...stack("fleet-prod", 0), stage: "prod" }])).toBe(
      "fleet: no users yet, so every login is refused (add one: npx iot-auth users add NAME --group GROUP) -> cdktf.out/stacks/fleet\n" +
        "fleet-prod: no users yet, so every login is refused (add one: npx iot-auth users add NAME --group GROUP --stage prod) -> cdktf.out/stacks/fleet-prod",
    );
  });
});
