import { singleFaultSuite } from "../helpers/single-fault-suite";

singleFaultSuite("drop", "A single call whose connection breaks");
