import type { ErrorFilter, TaskNode } from '../definition/model.ts';

/** What a task does, in a few words of the author. Data and expressions are left out. */
export function describeTask(task: TaskNode): string {
  switch (task.kind) {
    case 'call-function':
      return `call ${task.call}`;
    case 'call-http':
      return `call http ${task.http.method.toUpperCase()}`;
    case 'call-openapi':
      return `call openapi ${task.openapi.operationId}`;
    case 'call-asyncapi':
    case 'call-grpc':
    case 'call-a2a':
    case 'call-mcp':
      return `call ${task.kind.slice('call-'.length)}`;
    case 'run':
      return task.process.kind === 'workflow' ? `run workflow ${task.process.namespace}.${task.process.name}` : `run ${task.process.kind}`;
    case 'raise':
      return task.error.kind === 'reference' ? `raise ${task.error.name}` : `raise ${task.error.error.status}`;
    default:
      return task.kind;
  }
}

/** Which errors a `catch` takes. */
export function describeErrors({ type, status, title }: ErrorFilter): string {
  const parts = [type, status === undefined ? undefined : String(status), title].filter((part) => part !== undefined);
  return parts.length === 0 ? 'any error' : parts.join(' ');
}
