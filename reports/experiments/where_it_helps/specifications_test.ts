import { testSpecifications } from "../testing.ts";
import { whereItHelpsReport } from "./index.ts";

testSpecifications(whereItHelpsReport);
