import type { LocalStack } from '#tests/support/localstack.ts';
import type { Found } from '#tests/support/localstack-install.ts';
import { DurableBench } from './on-durable.ts';
import { StepFunctionsBench } from './on-step-functions.ts';
import type { Benches } from './table.ts';

/** The runtimes of a table, which have to be closed. */
export interface OpenBenches extends Omit<Benches, 'isSent'> {
  close(): Promise<void>;
}

/** Opens all runtimes on what was started. */
export async function openBenches(started: Found<LocalStack>): Promise<OpenBenches> {
  const durable = await DurableBench.open();
  if (!started.ok) return { durable, stepFunctions: started, close: () => durable.close() };
  const bench = await StepFunctionsBench.open(started.value.endpoint);
  return {
    durable,
    stepFunctions: { ok: true, bench },
    close: async () => {
      await Promise.all([durable.close(), bench.close()]);
      await started.value.stop();
    },
  };
}
