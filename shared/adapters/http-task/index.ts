export { createEgressPolicy } from './egress-hosts.ts';
export { createHttpTaskExecutor, type HttpTaskExecutor, type HttpTaskExecutorOptions, type HttpTaskLimits, type HttpTaskOutcome } from './http-task-executor.ts';
export { createLocalTaskExecutor, type LocalTaskExecutor } from './local-task-executor.ts';
