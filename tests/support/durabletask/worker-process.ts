import { runActivity } from '#shared/adapters/durable-functions/activities.ts';
import type { DurablePorts } from '#shared/adapters/durable-functions/index.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { DurableProgram } from '#shared/core/durable/model.ts';
import { ACTIVITY_NAMES, ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { createLibraryInstances } from './instances.ts';
import { loadLibrary } from './library.ts';
import { libraryOrchestrator } from './orchestrator.ts';

// A worker of the Durable Task Framework as a process, until it is killed: the library's module, address of the sidecar, address of what it acts on.
const [libraryPath = '', hostAddress = '', farSide = ''] = process.argv.slice(2);

/** Everything that has to outlive this process is with the one that started it. */
async function ask<T>(name: string, given: object): Promise<T> {
  const response = await fetch(`${farSide}/${name}`, { method: 'POST', body: JSON.stringify(given) });
  assert(response.ok, `${name} is answered`);
  return parseAnswer<T>(await response.text());
}

function parseAnswer<T>(text: string): T {
  const { answer }: { readonly answer: T } = JSON.parse(text);
  return answer;
}

const programs = new Map<string, DurableProgram>();

async function programOf(revision: string): Promise<DurableProgram> {
  const held = programs.get(revision);
  if (held !== undefined) return held;
  const { machine, bank } = await ask<{ readonly machine: AslMachine; readonly bank: readonly string[] }>('program', { revision });
  const prepared = prepareProgram(machine, { causesQuoteValues: false, scopesRunApart: true });
  assert(prepared.ok, 'the machine can be executed');
  const program = { program: prepared.value, isLocal: (state: string) => !bank.includes(state) };
  programs.set(revision, program);
  return program;
}

const library = loadLibrary(libraryPath);
const connection = { hostAddress, logger: new library.NoOpLogger() };

const ports: DurablePorts = {
  programs: { load: async (revision) => void (await programOf(revision)), held: (revision) => programs.get(revision) },
  work: { carryOut: (work) => ask('carryOut', work), dispatch: (work) => ask('dispatch', work), cancel: (request) => ask('cancel', request) },
  payloads: { put: (request) => ask('put', request), get: (request) => ask('get', request) },
  instances: createLibraryInstances(library, new library.TaskHubGrpcClient(connection)),
  journal: { append: (request) => ask('append', request), read: (request) => ask('read', request), last: (request) => ask('last', request) },
};

const worker = new library.TaskHubGrpcWorker(connection);
worker.addNamedOrchestrator(ORCHESTRATOR_NAME, libraryOrchestrator(library, programOf));
for (const name of ACTIVITY_NAMES) worker.addNamedActivity(name, (_context, input) => runActivity(ports, name, input));
await worker.start();
process.stdout.write('ready\n');
