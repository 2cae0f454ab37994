import type * as InboxCommand from '#shared/core/protocol/inbox-command.ts';
import { endRow, isAsleep, isEndedRow, type BankView, type InboxRow, type InboxTurn } from '#shared/core/protocol/inbox-row.ts';
import type { Hold } from '#shared/core/protocol/inbox-work.ts';
import type * as InboxWork from '#shared/core/protocol/inbox-work.ts';
import type * as Step from '#shared/core/protocol/step.ts';
import type * as StepAnswer from '#shared/core/protocol/step-answer.ts';
import type { DoorOutbox } from '#shared/ports/door-outbox.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import type { WorldChanges } from './world.ts';

/** One rule of the protocol taken out: functions of the core that are replaced, or ports that do less than they should. */
export interface Mutant {
  /** As protocol §12 names it. */
  readonly name: string;
  readonly command?: (real: typeof InboxCommand) => Partial<typeof InboxCommand>;
  readonly work?: (real: typeof InboxWork) => Partial<typeof InboxWork>;
  readonly step?: (real: typeof Step) => Partial<typeof Step>;
  readonly answer?: (real: typeof StepAnswer) => Partial<typeof StepAnswer>;
  readonly changes?: WorldChanges;
}

/** Longer than any run: silent steps are never sent again. */
const NO_TIMER = { silenceMs: 1_000_000 };

/** Whoever shows a hold has it, whatever became of the row. */
function heldBy(row: InboxRow | undefined, { epoch, rin }: Hold): InboxRow | undefined {
  return row === undefined ? undefined : { ...row, epoch, rin, state: isEndedRow(row) ? 'claimed' : row.state };
}

/** Says that it is done before it is. */
const commitFirst = (consumer: LogConsumer): LogConsumer => ({
  ...consumer,
  poll: async (request) => {
    const records = await consumer.poll(request);
    if (records.length > 0) await consumer.commit({ records });
    return records;
  },
  commit: async () => {},
  rewind: async () => {},
});

/** Removes what it gives. */
const acknowledgeFirst = <O extends DoorOutbox>(outbox: O): O => ({
  ...outbox,
  claimOutbox: async (request: Parameters<DoorOutbox['claimOutbox']>[0]) => {
    const messages = await outbox.claimOutbox(request);
    if (messages.length > 0) await outbox.settleOutbox({ mids: messages.map(({ claims }) => claims.mid) });
    return messages;
  },
});

/** The rules that the protocol was found to need, each one missing. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no inbox',
    command: ({ takeRun }) => ({ takeRun: (row, run, view) => takeRun(undefined, row === undefined ? run : { ...run, verdict: { kind: row.kind } }, view) }),
    changes: { bank: (ports) => ({ ...ports, inbox: { ...ports.inbox, load: async (request) => ({ ...(await ports.inbox.load(request)), seen: [] }) } }) },
  },
  {
    name: 'no fencing',
    work: ({ startWork, endWork, postponeWork, renewWork }) => ({
      startWork: (row, hold) => startWork(heldBy(row, hold), hold),
      renewWork: (row, hold, until) => renewWork(heldBy(row, hold), hold, until),
      endWork: (row, held, view) => endWork(heldBy(row, held.hold), held, view),
      postponeWork: (row, held, view) => postponeWork(heldBy(row, held.hold), held, view),
    }),
  },
  { name: 'opaque redone', work: ({ claimRow }) => ({ claimRow: (row, worker, until) => ({ ...claimRow(row, worker, until), state: 'claimed' }) }) },
  { name: 'attempt in the key', changes: { farKey: (key, attempt) => `${key}/${String(attempt)}` } },
  {
    name: 'no tombstone',
    command: ({ takeCancel }) => ({
      takeCancel: (row, cancel, view) => {
        const turn = takeCancel(row, cancel, view);
        return row === undefined && turn.answer !== undefined ? { answer: turn.answer } : turn;
      },
    }),
  },
  {
    name: "cancel without the runner's word",
    step: ({ dispatchStep }) => ({
      dispatchStep: (row, view) => {
        const turn = dispatchStep(row, view);
        return turn.send === 'cancel' ? { ...turn, tell: { kind: 'ended', outcome: 'cancelled', body: {} } } : turn;
      },
    }),
  },
  { name: 'no timer, commit-first', changes: { settings: NO_TIMER, consumer: commitFirst } },
  {
    name: 'no timer, no outbox',
    changes: {
      settings: NO_TIMER,
      cloud: (ports) => ({
        ...ports,
        steps: {
          ...ports.steps,
          commit: async (request) => {
            const stale = await ports.steps.commit({ ...request, changes: request.changes.map((change) => ({ ...change, messages: [] })) });
            for (const { row, messages } of request.changes) {
              for (const message of stale.includes(row.key) ? [] : messages) {
                await ports.log.append({ topic: message.claims.top, records: [{ key: row.exe, value: await ports.writer.write(message) }] });
              }
            }
            return stale;
          },
        },
      }),
    },
  },
  {
    name: 'no timer, ack-first',
    changes: { settings: NO_TIMER, cloud: (ports) => ({ ...ports, steps: acknowledgeFirst(ports.steps) }), bank: (ports) => ({ ...ports, inbox: acknowledgeFirst(ports.inbox) }) },
  },
  { name: 'no incarnation', changes: { bank: (ports) => ({ ...ports, incarnation: { current: async () => 1 } }) } },
  {
    name: 'claimed trusted after restore',
    command: ({ takeRun }) => ({
      takeRun: (row, run, view) => {
        const turn = takeRun(row, run, view);
        return row !== undefined && turn.row !== undefined && isAsleep(row, view) ? { row: { ...turn.row, state: row.state } } : turn;
      },
    }),
  },
  {
    name: 'cancel trusted after restore',
    command: ({ takeCancel }) => ({
      takeCancel: (row, cancel, view) => {
        const turn = takeCancel(row, cancel, view);
        const isDoubted = turn.row?.state === 'in_doubt' && (row === undefined || !isEndedRow(row));
        return isDoubted && turn.row !== undefined ? endRow(turn.row, { outcome: 'cancelled' }, view) : turn;
      },
    }),
  },
  { name: 'restored rows run unconfirmed', work: ({ isClaimable }) => ({ isClaimable: (row, view) => isClaimable({ ...row, rin: view.rin }, view) }) },
  {
    name: 're-created rows ready',
    command: ({ takeRun }) => ({
      takeRun: (row, run, view) => {
        const turn = takeRun(row, run, view);
        return row === undefined && turn.row?.state === 'started' ? { ...turn, row: { ...turn.row, state: 'ready' } } : turn;
      },
    }),
  },
  { name: 'no stored answer', command: ({ takeRun }) => ({ takeRun: (row, run, view) => (row !== undefined && isEndedRow(row) && run.rin === view.rin ? {} : takeRun(row, run, view)) }) },
  {
    name: 'no cin',
    command: ({ takeRun, takeCancel }) => ({ takeRun: (row, run, view) => takeRun(row, { ...run, cin: 1 }, view), takeCancel: (row, cancel, view) => takeCancel(row, { ...cancel, cin: 1 }, view) }),
  },
  { name: 'old cancel accepted', answer: ({ takeResult }) => ({ takeResult: (row, result, view) => takeResult(row, result.outcome === 'cancelled' ? { ...result, rin: view.rin } : result, view) }) },
];

const believePassedOver =
  <C>(take: (row: InboxRow | undefined, command: C, view: BankView) => InboxTurn) =>
  (row: InboxRow | undefined, command: C, view: BankView): InboxTurn => {
    const turn = take(row, command, view);
    return row !== undefined && isEndedRow(row) && turn.row !== undefined ? { answer: { kind: 'result', row } } : turn;
  };

/** Rules that were found by this simulation, each one missing. */
export const FOUND_HERE: readonly Mutant[] = [
  { name: 'passed-over backup believed', command: ({ takeRun, takeCancel }) => ({ takeRun: believePassedOver(takeRun), takeCancel: believePassedOver(takeCancel) }) },
  { name: 'engine not asked after a restore', changes: { cloud: (ports) => ({ ...ports, completion: { ...ports.completion, heartbeat: async () => 'told' } }) } },
];
