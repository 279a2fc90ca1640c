import { testSpecifications } from "../testing.ts";
import { correlatedReport } from "./index.ts";

testSpecifications(correlatedReport);
