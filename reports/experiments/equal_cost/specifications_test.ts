import { testSpecifications } from "../testing.ts";
import { equalCostReport } from "./index.ts";

testSpecifications(equalCostReport);
