import { testSpecifications } from "../testing.ts";
import { replicationReport } from "./index.ts";

testSpecifications(replicationReport);
