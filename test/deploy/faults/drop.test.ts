import { faultSuite } from "../helpers/fault-suite";

faultSuite("drop", "A connection that breaks before AWS has done the operation, for each operation in turn,");
