import { testSpecifications } from "../testing.ts";
import { layerChoiceReport } from "./index.ts";

testSpecifications(layerChoiceReport);
