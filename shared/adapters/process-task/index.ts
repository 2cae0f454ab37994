export { NO_PROCESSES, type ProcessPolicy } from './policy.ts';
export { createProcessTaskExecutor, type ProcessTaskExecutor } from './process-task-executor.ts';
