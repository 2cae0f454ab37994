export { endTree } from './end-tree.ts';
export { createDurableEngine, type DurableEnginePorts } from './execution-engine.ts';
export { createDurableInstances } from './instances.ts';
export { createServiceSource, registerDurableFunctions, SERVICE_INPUT } from './register.ts';
export { createDurableCompletion } from './task-completion.ts';
export type { CancelledAttempt, DurableInstances, DurablePorts, DurableWorker, GivenWork, PayloadStore, ProgramSource, WorkDone } from './ports.ts';
export type { ServiceClient, ServiceSource, ServiceStatus } from './service.ts';
