import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { RefusalReason } from '#shared/core/protocol/message.ts';
import type { CloudView, StepEnd, StepNews, StepRow, StepTurn } from '#shared/core/protocol/step-row.ts';
import type { OutgoingMessage, SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import type { EngineCall, SiteReport } from '#shared/ports/step-store.ts';
import { changeRows, type AppliedTurn, type RowInput } from './change-rows.ts';
import { commonClaims } from './message-claims.ts';
import type { DoorPorts, DoorSettings } from './settings.ts';

/** Something that happens to one step. */
export interface StepInput {
  readonly key: string;
  readonly seen?: SeenMessage;
  /** What the core says of it; asked again when another writer came first. */
  readonly turn: (row: StepRow | undefined) => StepTurn;
}

type ChangePorts = Pick<DoorPorts, 'steps' | 'ids' | 'logger'>;

/** A batch about one site, and what was loaded for it already. */
export interface StepBatch {
  readonly view: CloudView;
  readonly loaded?: readonly Versioned<StepRow>[];
  readonly sites?: readonly SiteReport[];
  /** Message ids that change no row. */
  readonly seen?: readonly SeenMessage[];
}

/** Decides and commits what becomes of steps: rows, messages, calls of the engine and seen messages in one transaction. Errors: `UWF-5001`. */
export async function changeSteps(ports: ChangePorts, settings: DoorSettings, inputs: readonly StepInput[], batch: StepBatch): Promise<void> {
  const { view, loaded, sites = [], seen = [] } = batch;
  if (inputs.length === 0) {
    if (sites.length > 0 || seen.length > 0) await ports.steps.commit({ changes: [], sites, seen });
    return;
  }
  let beside = { sites, seen };
  const store = {
    load: async (keys: readonly string[]) => (await ports.steps.load({ keys, mids: [], site: settings.site })).rows,
    commit: async ({ changes, seen: loose }: { readonly changes: Parameters<typeof ports.steps.commit>[0]['changes']; readonly seen: readonly SeenMessage[] }) => {
      const stale = await ports.steps.commit({ changes, sites: beside.sites, seen: [...beside.seen, ...loose] });
      beside = { sites: [], seen: [] };
      return stale;
    },
  };
  const rowInputs = inputs.map(({ key, seen: message, turn }): RowInput<StepRow> => ({
    key,
    ...(message === undefined ? {} : { seen: message }),
    apply: (row) => appliedTurn(ports, settings, { before: row, turn: turn(row), view }),
  }));
  await changeRows(store, rowInputs, loaded);
  // Nothing of the batch was worth writing but what stands beside it.
  if (beside.sites.length > 0 || beside.seen.length > 0) await ports.steps.commit({ changes: [], ...beside });
}

function appliedTurn(ports: ChangePorts, settings: DoorSettings, { before, turn, view }: { readonly before: StepRow | undefined; readonly turn: StepTurn; readonly view: CloudView }): AppliedTurn<StepRow> {
  const { row, send, tell, finding } = turn;
  if (finding === 'conflicting-outcome' && before !== undefined) ports.logger.error('step-outcome-conflict', { executionId: before.exe, attemptId: before.stp });
  return {
    ...(row === undefined ? {} : { row }),
    ...(row === undefined || send === undefined ? {} : { messages: [commandOf(ports, settings, { row, send, view })] }),
    ...(tell === undefined ? {} : { calls: callsOf(before ?? row, tell) }),
  };
}

function commandOf(ports: ChangePorts, settings: DoorSettings, { row, send, view }: { readonly row: StepRow; readonly send: 'run' | 'cancel'; readonly view: CloudView }): OutgoingMessage {
  const { exe, stp, itr, att, key, act, wfd, kind, ref, deadline, trace, cin, rin } = row;
  const route = { iss: settings.party, aud: row.site, tid: settings.tenant, top: settings.topics.commandsBy[row.priority], cin, rin };
  const common = commonClaims(ports.ids, route, { now: view.now, life: 'command', ...(trace === undefined ? {} : { trace }) });
  const step = { exe, stp, itr, att, key };
  if (send === 'cancel') return { claims: { ...common, ...step, typ: 'cancel', why: row.cancel ?? 'stopped' } };
  return { claims: { ...common, ...step, typ: 'run', act, wfd, kind, ref, apr: [], ...(deadline === undefined ? {} : { ddl: deadline }) }, body: row.body };
}

/** ASL error name of a step that was given up before the runner began it. */
export const CANCELLED_ERROR = 'Uwf.TaskCancelled';

const REFUSAL_ERRORS: Readonly<Record<RefusalReason, { readonly error: string; readonly cause: string }>> = {
  expired: { error: ERROR_NAMES.timeout, cause: 'the runner took the task too late' },
  'unknown-definition': { error: ERROR_NAMES.unknownFunction, cause: 'the definition is unknown to the runner' },
  'not-allowed': { error: 'Uwf.NotAllowed', cause: 'the runner is not allowed to perform the task' },
  'no-approval': { error: 'Uwf.NotAllowed', cause: 'the runner has no approval to perform the task' },
};

/** A closed row has no token any more: `row` is the one before. */
function callsOf(row: StepRow | undefined, news: StepNews): readonly EngineCall[] {
  return row === undefined ? [] : [callOf(row, news)];
}

function callOf(row: StepRow, news: StepNews): EngineCall {
  const { key, exe, stp, token } = row;
  const reference = { key, exe, stp, ...(token === undefined ? {} : { token }) };
  if (news.kind === 'alive') return { ...reference, id: `${key}:alive`, call: { kind: 'heartbeat' } };
  return { ...reference, id: `${key}:end`, call: endCall(news) };
}

function endCall({ outcome, code, refusal, body }: StepEnd): EngineCall['call'] {
  if (outcome === 'done') return { kind: 'complete', output: body['output'] ?? null };
  if (outcome === 'in_doubt') return { kind: 'fail', error: ERROR_NAMES.inDoubt, cause: 'the task may have happened before its runner was lost' };
  if (refusal !== undefined) return { kind: 'fail', ...REFUSAL_ERRORS[refusal] };
  if (outcome === 'cancelled') return { kind: 'fail', error: CANCELLED_ERROR, cause: 'the task was cancelled before it began' };
  return { kind: 'fail', error: textOf(body['error']) ?? code ?? ERROR_NAMES.handlerFailed, cause: textOf(body['cause']) ?? '' };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
