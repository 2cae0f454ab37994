import type { Runtime } from '#shared/ports/runtime.ts';
import { stopExecution } from '../advance-execution.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { startExecution } from '../start-execution.ts';

/** What our own engine needs to be a runtime. */
export type EngineRuntimePorts = Pick<EnginePorts, 'clock' | 'ids' | 'logger' | 'executionStore' | 'programs' | 'commits'>;

/** Our own engine as a runtime: its journal is the store, and a version is startable as soon as it is registered. */
export function createEngineRuntime(ports: EngineRuntimePorts): Runtime {
  const { executionStore, programs } = ports;
  return {
    publish: async ({ stored }) => void programs.keep(stored),
    start: (request) => startExecution(ports, request),
    load: async (request) => {
      const execution = await executionStore.load(request);
      return execution === undefined ? undefined : { record: execution.record, input: execution.snapshot.execution.input };
    },
    list: (request) => executionStore.list(request),
    history: (request) => executionStore.history(request),
    stop: async (request) => {
      const outcome = await stopExecution(ports, request);
      if (outcome.kind === 'unknown') return 'unknown';
      return outcome.kind === 'advanced' ? 'stopped' : 'ended';
    },
  };
}
