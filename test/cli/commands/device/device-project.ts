import { type TestProject, testProject } from "../../helpers/project";
import { type RunResult, runCli } from "../../helpers/run-cli";

const GROUP =
  'sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"], subscribe: ["commands/{thingName}/#"] }';

/** Makes a project with a group of devices with certificates. @param certificates Text of the setting `certificates` */
export const deviceProject = (certificates = "", groups = GROUP): TestProject =>
  testProject({
    config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { ${groups} }, ${certificates} });`,
  });

/** Text of the setting `certificates` with a CA that provisions its devices just in time. */
export const PROVISIONING =
  'certificates: { authorities: { factory: { certificate: "certificates/factory.pem", provision: { group: "sensors" } } } },';

/** Runs `iot-auth device …` in a project. */
export const inProject =
  (project: () => TestProject, ...words: readonly string[]) =>
  (...argv: string[]): Promise<RunResult> =>
    runCli([...words, ...argv], { cwd: project().folder });
