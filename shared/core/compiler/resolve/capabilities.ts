import type { UwfResource } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { DeploymentTarget } from '../model.ts';

/** Resources that a target does only when it says so: each needs something that not every installation has. */
interface Special {
  readonly resource: UwfResource;
  readonly field: string;
  readonly construct: string;
  readonly reason: string;
}

function specialOf(task: TaskNode): Special | undefined {
  switch (task.kind) {
    case 'call-grpc':
      return { resource: 'uwf:grpc', field: 'call', construct: 'call: grpc', reason: 'it has no gRPC client' };
    case 'call-a2a':
      return { resource: 'uwf:a2a', field: 'call', construct: 'call: a2a', reason: 'it has no agents to talk to' };
    case 'call-mcp':
      return { resource: 'uwf:mcp', field: 'call', construct: 'call: mcp', reason: 'it has no MCP servers' };
    case 'call-asyncapi':
      return { resource: 'uwf:asyncapi', field: 'call', construct: 'call: asyncapi', reason: 'it has no brokers' };
    case 'run':
      return task.process.kind === 'container' ? { resource: 'uwf:run-container', field: 'run', construct: 'run: container', reason: 'it has no container engine' } : undefined;
    default:
      return undefined;
  }
}

/** Refuses by name what the target cannot do; undefined when it can. */
export function checkCapability(task: TaskNode, target: Pick<DeploymentTarget, 'name' | 'capabilities'>): Diagnostic | undefined {
  const special = specialOf(task);
  if (special === undefined || target.capabilities?.includes(special.resource) === true) return undefined;
  const { construct, resource, reason, field } = special;
  return diagnosticError('UWF-2027', appendPointer(task.pointer, field), `${construct} cannot be done on target '${target.name}': ${reason}. The capability is called ${resource}.`);
}
