import type { Part, Task } from "../../infra/permissions";

/** All tasks, written out here: importing them would load the configuration's schema to print a help text. */
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

/** All parts, written out for the same reason. */
export const PART_CHOICES: readonly Part[] = [
  "certificates",
  "default-authorizer",
  "endpoint",
  "monitoring",
  "users-table",
];
