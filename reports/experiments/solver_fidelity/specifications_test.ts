import { testSpecifications } from "../testing.ts";
import { solverFidelityReport } from "./index.ts";

testSpecifications(solverFidelityReport);
