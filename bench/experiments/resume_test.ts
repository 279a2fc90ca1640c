import { trainingExperiment } from "./training/experiment.ts";
import { assertResumes } from "./shared/resume_testing.ts";

Deno.test("training resumes to the bit", async () => {
  await assertResumes(trainingExperiment, {
    models: ["mlp-small"],
    estimators: ["rt", "r2g2"],
    budgets: ["steps:4"],
    evaluations: 2,
    testExamples: 20,
    testSamples: 2,
    batchSize: 8,
  });
});
