import { type TestProject, testProject } from "../../helpers/project";
import { type RunResult, runCli } from "../../helpers/run-cli";

const GROUP =
  'sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"], subscribe: ["commands/{thingName}/#"] }';

/** A project with one group of devices with certificates. @param certificates Text of the setting */
export const deviceProject = (certificates = "", groups = GROUP): TestProject =>
  testProject({
    config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { ${groups} }, ${certificates} });`,
  });

/** A project whose CA provisions its devices just in time. */
export const PROVISIONING =
  'certificates: { authorities: { factory: { certificate: "certificates/factory.pem", provision: { group: "sensors" } } } },';

/** Runs `iot-auth device …` in a project. */
export const inProject =
  (project: () => TestProject, ...words: readonly string[]) =>
  (...argv: string[]): Promise<RunResult> =>
    runCli([...words, ...argv], { cwd: project().folder });
