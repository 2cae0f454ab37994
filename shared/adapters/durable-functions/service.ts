import type { DurableClient } from 'durable-functions';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** The library's client of the service, as much of it as is needed. */
export type ServiceClient = Pick<DurableClient, 'startNew' | 'getStatus' | 'raiseEvent' | 'terminate'>;

/** Gives the client of the running invocation or of one before: the service tells each function that asks for it how it is reached. Errors: `UWF-5010`. */
export type ServiceSource = () => ServiceClient;

/** What the service says of an orchestration. */
export type ServiceStatus = Awaited<ReturnType<ServiceClient['getStatus']>>;

/** Whether an orchestration may go on. */
export function isOver({ runtimeStatus }: Pick<ServiceStatus, 'runtimeStatus'>): boolean {
  const status: string = runtimeStatus;
  return status === 'Completed' || status === 'Failed' || status === 'Terminated' || status === 'Canceled';
}

/** The failure as ours. What the service says is not told: it may quote what an orchestration holds. */
export function awayError(cause: unknown): UwfError {
  return new UwfError('UWF-5010', 'Durable Functions does not answer', { cause });
}

/** How the client says that there is no such instance: by a text only. */
const NO_INSTANCE = /\bHTTP 404\b|^No instance with ID /u;

function isMissing(error: unknown): boolean {
  return error instanceof Error && NO_INSTANCE.test(error.message);
}

/** The answer of the service; undefined when there is no such instance. Errors: `UWF-5010`. */
export async function askUnlessMissing<T>(call: () => Promise<T>): Promise<{ readonly answer: T } | undefined> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error instanceof UwfError ? error : awayError(error);
  }
}

/** What the service says of an instance; undefined when there is none. Errors: `UWF-5010`. */
export async function statusOf(source: ServiceSource, instanceId: string, options: { readonly showInput: boolean }): Promise<ServiceStatus | undefined> {
  return (await askUnlessMissing(() => source().getStatus(instanceId, options)))?.answer;
}
