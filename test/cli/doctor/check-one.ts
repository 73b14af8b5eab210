import type { DoctorApi } from "../../../cli/doctor/api";
import type { Finding, Subject } from "../../../cli/doctor/doctor-check";
import { CHECKS, examine } from "../../../cli/doctor/examine";
import type { HealthyAws } from "./healthy-subject";

/** Runs a check. @returns its result, when AWS differs from a healthy stack */
export async function checkOne(
  of: HealthyAws,
  name: string,
  api: Partial<DoctorApi> = {},
  more: Partial<Subject> = {},
): Promise<string> {
  const only = CHECKS.filter((candidate) => candidate.name === name);
  const subject = { ...of.subject, ...more, api: { ...of.api, ...api } };
  const [result] = await examine(subject, () => undefined, only);
  const { status, detail, remedy } = result as Finding;
  return `${status}: ${detail}${remedy ? ` | ${[remedy].flat().join("\n")}` : ""}`;
}
