export { createStepFunctionsEngine } from './execution-engine.ts';
export { createStepFunctionsCompletion } from './task-completion.ts';
export type { StepFunctionsPlace } from './publish.ts';
