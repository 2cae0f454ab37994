export { createStepFunctionsEngine } from './execution-engine.ts';
export { createStepFunctionsCompletion } from './task-completion.ts';
export { openStepFunctionsCompletion, openStepFunctionsEngine, openStepFunctionsUnanswered, type StepFunctionsOptions } from './client.ts';
export type { StepFunctionsMachines, StepFunctionsPlace } from './publish.ts';
