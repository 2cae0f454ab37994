import { createAnswers } from '#onprem-runner/cases/answers.ts';
import { createFakeEvents } from '#onprem-runner/cases/fake-events.ts';
import { doFakeWork, type FakeWorkParts } from '#onprem-runner/cases/fake-work.ts';
import { judgeCase } from '#onprem-runner/cases/judge-case.ts';
import type { CaseCall, CaseOutcome, CaseStatus, WorkflowCase } from '#onprem-runner/cases/model.ts';
import type { ExecutionStatus } from '#shared/core/interpreter/snapshot.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { Ran, TrialWorld } from './model.ts';

/** What a case says of the work of its workflow. */
export interface CaseWorldParts extends Pick<FakeWorkParts, 'program' | 'catalogue' | 'validator'> {
  readonly workflowCase: WorkflowCase;
}

/** The work of a case, answered as `uwf test` answers it. */
export function createCaseWorld({ workflowCase, ...given }: CaseWorldParts): TrialWorld {
  const events = createFakeEvents(workflowCase.events ?? []);
  const parts: FakeWorkParts = { ...given, answers: createAnswers(workflowCase), events, calls: [], published: [], mistakes: [] };
  return {
    start: (task, complete) =>
      doFakeWork(parts, task, {
        now: 0,
        end: ({ afterSeconds, ...end }) => complete({ ...end, ...(afterSeconds === undefined ? {} : { afterMs: Math.round(afterSeconds * 1_000) }) }),
      }),
    cancel: (attemptId) => events.cancel(attemptId),
    idle: () => events.sendNext(),
    told: () => ({ calls: parts.calls.map((call) => ({ ...call })), published: parts.published, mistakes: [...parts.mistakes, ...parts.answers.unused()] }),
  };
}

const STATUSES: { readonly [status in ExecutionStatus]: CaseStatus } = { running: 'waiting', succeeded: 'succeeded', failed: 'failed', stopped: 'failed', 'timed-out': 'timed-out' };

/** What of a run is not as its case expects it, as `uwf test` would say it; how long it takes is the clock's affair. */
export function problemsOfCase({ expect }: WorkflowCase, { status, output, failure, told }: Ran): readonly string[] {
  const { seconds: _seconds, ...expected } = expect;
  const { calls, published, mistakes } = parseTold(told);
  const outcome: CaseOutcome = {
    status: STATUSES[status],
    ...(output === undefined ? {} : { output }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    calls, events: published, seconds: 0, diagnostics: [], mistakes,
  };
  return judgeCase(expected, outcome);
}

function parseTold(told: JsonObject): { readonly calls: readonly CaseCall[]; readonly published: readonly JsonObject[]; readonly mistakes: readonly string[] } {
  return JSON.parse(JSON.stringify(told));
}
