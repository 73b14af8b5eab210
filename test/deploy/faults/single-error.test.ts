import { singleFaultSuite } from "../helpers/single-fault-suite";

singleFaultSuite("error", "A single call that AWS refuses");
