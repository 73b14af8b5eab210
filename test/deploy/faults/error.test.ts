import { faultSuite } from "../helpers/fault-suite";

faultSuite("error", "An AWS operation that is refused, each operation in turn,");
