import { testSpecifications } from "../testing.ts";
import { gradientVarianceReport } from "./index.ts";

testSpecifications(gradientVarianceReport);
