import { Construct } from "constructs";
import type { MonitoringSettings } from "../../../config/schema";
import { Dashboard } from "./dashboard";
import { FunctionAlarms } from "./function-alarms";
import { RefusalAlarm } from "./refusal-alarm";
import { SavedQueries } from "./saved-queries";
import { StoreAlarm } from "./store-alarm";

/** Settings of the monitoring's construct. */
export interface MonitoringProps {
  readonly stackName: string;
  readonly region: string;
  readonly settings: MonitoringSettings;
  readonly functionName: string;
  /** Whether the function reads users from outside its package, from a store that may not answer. */
  readonly remoteStore: boolean;
  /** Log group with the decision log. */
  readonly logGroupName: string;
}

/** Monitoring of the stack in production; each part exists only if the configuration switches it on. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { stackName, region, functionName, logGroupName, remoteStore } = props;
    const { metrics, alarms, dashboard, savedQueries } = props.settings;
    if (alarms) new FunctionAlarms(this, "alarms", { stackName, functionName, ...alarms });
    if (alarms && metrics) new RefusalAlarm(this, "refusal-alarm", { stackName, functionName, ...alarms });
    if (alarms && metrics && remoteStore) new StoreAlarm(this, "store-alarm", { stackName, functionName, ...alarms });
    if (dashboard) new Dashboard(this, "dashboard", { stackName, region, functionName, logGroupName, metrics });
    if (savedQueries) new SavedQueries(this, "queries", { stackName, logGroupName });
  }
}
