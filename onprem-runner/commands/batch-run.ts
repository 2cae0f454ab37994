import type { AddCommand } from './context.ts';
import { addBatchOptions, type BatchOptions } from './batch-options.ts';

/** `uwf batch run FILE`: one run for each input of a file, a number of them at a time. */
export const addBatchRun: AddCommand = (parent, context) => {
  const command = parent.command('run').description('start one run for each input of a file and wait for their ends');
  addBatchOptions(command).action(async (file: string, options: BatchOptions & { readonly batch?: string }) => {
    const { runBatchCommand } = await import('./batch-do.ts');
    const batchId = options.batchId ?? options.batch;
    await runBatchCommand(context, file, { ...options, ...(batchId === undefined ? {} : { batchId }) });
  });
};
