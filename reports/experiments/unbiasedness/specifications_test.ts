import { testSpecifications } from "../testing.ts";
import { unbiasednessReport } from "./index.ts";

testSpecifications(unbiasednessReport);
