import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { removeAt } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import { documentOfCase, findCases } from '#onprem-runner/cases/find-cases.ts';
import { parseCase } from '#onprem-runner/cases/parse-case.ts';
import { loadCompilation } from '../../../../infra/build/compile-statemachines.ts';
import { readPrograms, type JudgedProgram } from '../../judge/programs.ts';
import { compileWhole, createWorld } from '../../swf/module.ts';
import { createCaseWorld, problemsOfCase } from './case-world.ts';
import { readMachineTrials } from './machines.ts';
import type { Trial, TrialWorld } from './model.ts';
import { readRecordedTrials } from './recorded.ts';
import { startable } from './startable.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const validator = createSchemaValidator();

/** All that is run: the kit and the examples of the DSL where they are, our scenarios beyond them, the cases of `statemachines`, and state machines: ours, and those that were recorded on AWS. */
export async function readTrials(): Promise<readonly Trial[]> {
  const programs = await Promise.all(readPrograms().map(trialOfProgram));
  return [...programs, ...(await readCaseTrials()), ...readMachineTrials(), ...readRecordedTrials()];
}

async function trialOfProgram({ id, request }: JudgedProgram): Promise<Trial> {
  return {
    id,
    program: startable(await compileWhole(request), request.input ?? null),
    openWorld: (): TrialWorld => {
      const world = createWorld(request);
      return {
        start: (task, complete) => world.start(task, complete),
        cancel: (attemptId) => world.cancel(attemptId),
        idle: () => world.idle(),
        told: () => ({ calls: world.calls, published: world.bus.published }),
      };
    },
  };
}

async function readCaseTrials(): Promise<readonly Trial[]> {
  const [files, compilation] = await Promise.all([findCases(`${ROOT}statemachines`), loadCompilation(ROOT)]);
  return Promise.all((files ?? []).map((file) => trialOfCase(file, compilation)));
}

async function trialOfCase(file: string, compilation: Awaited<ReturnType<typeof loadCompilation>>): Promise<Trial> {
  const parsed = parseCase(validator, await readFile(file, 'utf8'));
  assert(parsed.ok, `${file} is a case`);
  const { value: workflowCase } = parsed;
  const document = await documentOfCase(file, workflowCase.definition);
  assert(document !== undefined, `${file} has a document`);
  const outcome = compileDefinition({ text: await readFile(document, 'utf8'), ...compilation });
  const given = workflowCase.input ?? {};
  // As the client library does.
  const input = outcome.accepted ? removeAt(given, new Set(transientPlaces(outcome.program.inputSchema, given))) : given;
  const [, workflow = '', name = ''] = /statemachines\/(.+)\/cases\/(.+)\.json$/u.exec(file) ?? [];
  return {
    id: `${workflow}#${name}`,
    program: startable(outcome, input),
    openWorld: () => {
      assert(outcome.accepted, 'only what was compiled is run');
      return createCaseWorld({ program: outcome.program, catalogue: compilation.catalogue, validator, workflowCase });
    },
    problemsOf: (ran) => problemsOfCase(workflowCase, ran),
  };
}
