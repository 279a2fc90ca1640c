/**
 * Budgets and the meter that holds a cell to one.
 * @module
 */
export { type Budget, type BudgetKind, parseBudget } from "./budget.ts";
export { Meter, type MeterOptions, type MeterState, requireOneStep, type StepCost } from "./meter.ts";
