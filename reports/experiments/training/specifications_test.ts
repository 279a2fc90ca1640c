import { testSpecifications } from "../testing.ts";
import { trainingReport } from "./index.ts";

testSpecifications(trainingReport);
