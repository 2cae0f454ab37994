import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { sweepExecutions } from '#shared/application/runtime/sweep-executions.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { composeEnds } from '../compose/ends.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';
import { workMs, type LambdaContext } from '../lambda.ts';

/** How much time a look at one execution may take. */
const LOOK_MS = 5_000;

/** Finds ends that nobody told. Started by the clock. */
const composed = once(async () => composeEnds({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger: createConsoleLogger('sweeper') }));

export async function handler(_event: unknown, context: LambdaContext): Promise<{ readonly looked: number }> {
  return { looked: await sweepExecutions(await composed(), () => workMs(context) > LOOK_MS) };
}
