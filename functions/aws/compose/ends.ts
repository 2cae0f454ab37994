import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { openStepFunctionsEngine, openStepFunctionsUnanswered } from '#shared/adapters/step-functions/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import type { NoteEndPorts } from '#shared/application/runtime/note-end.ts';
import type { Environment } from '#shared/config/read-env.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { CloudSettings } from '../../cloud/settings.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';
import { openStores, statesOptions } from './runs.ts';
import { composeSteps } from './steps.ts';

/** What the functions are made of that note the ends of executions. */
export interface EndParts {
  readonly environment: Environment;
  readonly settings: CloudSettings;
  readonly logger: Logger;
}

/** What noting the ends of executions takes. What the bank is told of them lies with the steps, and is sent by others. Errors: `UWF-5005`. */
export function composeEnds({ environment, settings, logger }: EndParts): NoteEndPorts & { readonly runtime: Runtime } {
  const own = readSettings({ ...AWS_SETTINGS.stores, ...AWS_SETTINGS.states, ...AWS_SETTINGS.calls }, environment);
  const stores = openStores(own);
  const steps = composeSteps({ environment, settings }, stores);
  const engine = openStepFunctionsEngine(statesOptions(own), { prefix: own.machinePrefix, arn: own.statesArn });
  return {
    runtime: createHostedRuntime({ clock: systemClock, ids: randomIdSource, index: stores.executionIndex, engine }),
    index: stores.executionIndex,
    programs: createDefinitionCache(stores),
    unanswered: openStepFunctionsUnanswered(statesOptions(own)),
    door: { dispatch: (tasks) => dispatchTasks({ ...steps.ports, logger }, steps.settings, tasks) },
  };
}
