import { WorkflowInputError, WorkflowServiceError, type RunHandle, type RunStatus, type WorkflowClient } from '#shared/client/index.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Transaction } from './transactions.ts';

/** What became of one transaction. */
export type Outcome =
  | { readonly kind: 'ended'; readonly transaction: Transaction; readonly status: RunStatus; readonly output?: JsonValue }
  /** Never accepted: it does not fit the definition. */
  | { readonly kind: 'rejected'; readonly transaction: Transaction; readonly code: string; readonly pointers: readonly string[] };

export interface SubmitRequest {
  readonly client: WorkflowClient;
  readonly workflow: string;
  readonly transactions: readonly Transaction[];
  readonly onProgress: (ended: number) => void;
}

/** Transactions that are under way at the same time. */
const CONCURRENCY = 16;
const POLL_MS = 300;

/** Starts a run for each transaction and follows it to its end, in the order of the file. */
export async function submitAll(request: SubmitRequest): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const pending = request.transactions.map((transaction, index) => ({ transaction, index }));
  let ended = 0;
  const worker = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      outcomes[next.index] = await submitOne(request, next.transaction);
      ended += 1;
      request.onProgress(ended);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return outcomes;
}

async function submitOne(request: SubmitRequest, transaction: Transaction): Promise<Outcome> {
  try {
    return await follow(await request.client.workflows.start(request.workflow, transaction.input), transaction);
  } catch (error) {
    const rejected = rejection(error);
    if (rejected === undefined) throw error;
    return { kind: 'rejected', transaction, ...rejected };
  }
}

async function follow(handle: RunHandle, transaction: Transaction): Promise<Outcome> {
  let last: RunStatus | undefined;
  for await (const status of handle.watch({ pollMs: POLL_MS })) last = status;
  const status = last ?? (await handle.status());
  return status.status === 'COMPLETED' ? { kind: 'ended', transaction, status, output: await handle.result() } : { kind: 'ended', transaction, status };
}

/** An input that the client or the API refuses is an outcome; everything else is a fault of the demonstration. */
function rejection(error: unknown): { readonly code: string; readonly pointers: readonly string[] } | undefined {
  if (error instanceof WorkflowInputError) return { code: 'UWF-4220', pointers: error.findings.map((finding) => finding.pointer) };
  if (error instanceof WorkflowServiceError && error.status === 422) return { code: error.code, pointers: pointersIn(error.problem) };
  return undefined;
}

function pointersIn(problem: JsonObject | undefined): readonly string[] {
  const errors = problem?.['errors'];
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((one: JsonValue) => (typeof one === 'object' && one !== null && 'pointer' in one && typeof one['pointer'] === 'string' ? [one['pointer']] : []));
}
