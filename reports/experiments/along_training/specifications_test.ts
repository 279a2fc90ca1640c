import { testSpecifications } from "../testing.ts";
import { alongTrainingReport } from "./index.ts";

testSpecifications(alongTrainingReport);
