import type { Part, Task } from "../../infra/permissions";

/** The tasks there are, written out: loading what knows them would load the configuration's schema to print a help text. */
export const TASK_CHOICES: readonly Task[] = [
  "plan",
  "deploy",
  "plan-caller",
  "deploy-caller",
  "boundary",
  "users",
  "users-view",
  "explain",
  "token",
  "device",
  "device-view",
  "login",
  "doctor",
  "endpoint",
  "settings",
  "connect",
  "publish",
  "subscribe",
  "pubsub",
];

/** The parts there are, written out for the same reason. */
export const PART_CHOICES: readonly Part[] = [
  "certificates",
  "default-authorizer",
  "endpoint",
  "monitoring",
  "users-table",
];
