import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { openStepFunctionsEngine, openStepFunctionsUnanswered } from '#shared/adapters/step-functions/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import type { NoteEndPorts } from '#shared/application/runtime/note-end.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';
import { composeDoor, type DoorParts } from './door.ts';
import { statesOptions } from './runs.ts';

/** What noting the ends of executions takes. Errors: those of {@link composeDoor}. */
export async function composeEnds(parts: DoorParts): Promise<NoteEndPorts & { readonly runtime: Runtime }> {
  const own = readSettings({ ...AWS_SETTINGS.stores, ...AWS_SETTINGS.states, ...AWS_SETTINGS.calls }, parts.environment);
  const { door, stores } = await composeDoor(parts);
  const engine = openStepFunctionsEngine(statesOptions(own), { prefix: own.machinePrefix, arn: own.statesArn });
  return {
    runtime: createHostedRuntime({ clock: systemClock, ids: randomIdSource, index: stores.executionIndex, engine }),
    index: stores.executionIndex,
    programs: createDefinitionCache(stores),
    unanswered: openStepFunctionsUnanswered(statesOptions(own)),
    door: { dispatch: (tasks) => dispatchTasks(door.ports, door.settings, tasks) },
  };
}
