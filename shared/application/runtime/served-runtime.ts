import { statesOf } from '#shared/core/asl/scopes.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { placedWork } from '../placed-task.ts';

/**
 * A runtime that makes no version startable whose tasks of its own zone nobody in the deployment carries out: they would fail one by one. `served` are the
 * resources that its workers know. Errors of `check` and `publish`: `UWF-4222`, too, which names the state and its resource.
 */
export function createServedRuntime(runtime: Runtime, served: ReadonlySet<string>): Runtime {
  const check: NonNullable<Runtime['check']> = (request) => {
    checkServed(request.stored, served);
    runtime.check?.(request);
  };
  return {
    ...runtime,
    check,
    publish: async (request) => {
      check(request);
      await runtime.publish(request);
    },
  };
}

function checkServed({ program: { machine, placement } }: StoredDefinition, served: ReadonlySet<string>): void {
  for (const [state, { Type, ...more }] of statesOf(machine)) {
    const resource = Type === 'Task' && 'Resource' in more ? more.Resource : undefined;
    if (resource === undefined || served.has(resource) || !placedWork(placement, state, undefined).isLocal) continue;
    throw new UwfError('UWF-4222', `nobody in this deployment carries out '${resource}', which the state ${state} asks for`, { details: { state, resource } });
  }
}
