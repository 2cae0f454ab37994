import { createRequire } from 'node:module';

/** The library `@microsoft/durabletask-js`, as much of it as is used. It is loaded from where it was installed, which is not this project. */
export interface DurableTaskLibrary {
  readonly TaskHubGrpcWorker: new (options: ConnectionOptions) => LibraryWorker;
  readonly TaskHubGrpcClient: new (options: ConnectionOptions) => LibraryClient;
  readonly NoOpLogger: new () => object;
  readonly OrchestrationStatus: { readonly [status: number]: string };
  whenAny(tasks: readonly LibraryTask[]): LibraryTask;
}

export interface ConnectionOptions {
  readonly hostAddress: string;
  readonly logger: object;
}

export interface LibraryTask {
  readonly isComplete: boolean;
  readonly isFailed: boolean;
  readonly result: unknown;
}

export interface LibraryTimer extends LibraryTask {
  cancel(): void;
}

export interface LibraryContext {
  readonly instanceId: string;
  readonly currentUtcDateTime: Date;
  createTimer(fireAt: Date): LibraryTimer;
  callActivity(name: string, input: unknown): LibraryTask;
  callSubOrchestrator(name: string, input: unknown, options: { readonly instanceId: string }): LibraryTask;
  waitForExternalEvent(name: string): LibraryTask;
  continueAsNew(input: unknown, saveEvents: boolean): void;
  setCustomStatus(status: unknown): void;
}

/** An orchestrator: it is run by the library only when it is an asynchronous generator. */
export type LibraryOrchestrator = (context: LibraryContext, input: unknown) => AsyncGenerator<LibraryTask, unknown, unknown>;

export interface LibraryWorker {
  addNamedOrchestrator(name: string, orchestrator: LibraryOrchestrator): unknown;
  addNamedActivity(name: string, activity: (context: unknown, input: unknown) => Promise<unknown>): unknown;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface LibraryState {
  readonly runtimeStatus: number;
  readonly serializedOutput?: string;
  readonly serializedCustomStatus?: string;
  readonly failureDetails?: { readonly message: string };
}

export interface LibraryClient {
  scheduleNewOrchestration(name: string, input: unknown, instanceId: string): Promise<string>;
  getOrchestrationState(instanceId: string, fetchPayloads: boolean): Promise<LibraryState | undefined>;
  raiseOrchestrationEvent(instanceId: string, name: string, data: unknown): Promise<void>;
  terminateOrchestration(instanceId: string, output: unknown): Promise<void>;
  stop(): Promise<void>;
}

export function loadLibrary(path: string): DurableTaskLibrary {
  const library: DurableTaskLibrary = createRequire(import.meta.url)(path);
  return library;
}
