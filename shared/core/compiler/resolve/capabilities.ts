import type { UwfResource } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { DeploymentTarget } from '../model.ts';

/** Resources that a target does only when it says so: each needs something that not every installation has. */
const SPECIAL: { readonly [resource in UwfResource]?: { readonly construct: string; readonly reason: string } } = {
  'uwf:grpc': { construct: 'call: grpc', reason: 'it has no gRPC client' },
  'uwf:a2a': { construct: 'call: a2a', reason: 'it has no agents to talk to' },
  'uwf:mcp': { construct: 'call: mcp', reason: 'it has no MCP servers' },
  'uwf:asyncapi': { construct: 'call: asyncapi', reason: 'it has no brokers' },
  'uwf:run-container': { construct: 'run: container', reason: 'it has no container engine' },
};

function resourceOf(task: TaskNode): UwfResource | undefined {
  switch (task.kind) {
    case 'call-grpc':
      return 'uwf:grpc';
    case 'call-a2a':
      return 'uwf:a2a';
    case 'call-mcp':
      return 'uwf:mcp';
    case 'call-asyncapi':
      return 'uwf:asyncapi';
    case 'run':
      return task.process.kind === 'container' ? 'uwf:run-container' : undefined;
    default:
      return undefined;
  }
}

type Able = Pick<DeploymentTarget, 'name' | 'capabilities'>;

/** Refuses a task by name that the target cannot do; undefined when it can. */
export function checkCapability(task: TaskNode, target: Able): Diagnostic | undefined {
  const resource = resourceOf(task);
  return resource === undefined ? undefined : checkResource(resource, appendPointer(task.pointer, task.kind === 'run' ? 'run' : 'call'), target);
}

/** Refuses a resource of ours that the target does not have, wherever it is named; undefined when it has it. */
export function checkResource(resource: string, pointer: string, target: Able): Diagnostic | undefined {
  const special = Object.entries(SPECIAL).find(([name]) => name === resource)?.[1];
  if (special === undefined || target.capabilities?.includes(resource) === true) return undefined;
  return diagnosticError('UWF-2027', pointer, `${special.construct} cannot be done on target '${target.name}': ${special.reason}. The capability is called ${resource}.`);
}
