import { testSpecifications } from "../testing.ts";
import { costReport } from "./index.ts";

testSpecifications(costReport);
