export { endTree } from './end-tree.ts';
export { registerDurableFunctions } from './register.ts';
export type { CancelledAttempt, DurableInstances, DurablePorts, DurableWorker, PayloadStore, ProgramSource, WorkDone } from './ports.ts';
