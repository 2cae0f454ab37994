import { changeRows, type AppliedTurn, type RowInput } from '#shared/application/door/change-rows.ts';
import { commonClaims } from '#shared/application/door/message-claims.ts';
import type { BankView, InboxAnswer, InboxRow, InboxTurn } from '#shared/core/protocol/inbox-row.ts';
import type { OutgoingMessage, SeenMessage, Versioned } from '#shared/ports/door-outbox.ts';
import type { BankDoorPorts, BankDoorSettings } from './settings.ts';

/** Something that happens to one step. `about` is what an answer is about where there is no row. */
export interface InboxInput {
  readonly key: string;
  readonly seen?: SeenMessage;
  readonly about: AnsweredStep;
  /** What the core says of it; asked again when another writer came first. */
  readonly turn: (row: InboxRow | undefined) => InboxTurn;
}

/** The step, and the message, that an answer is about. */
export interface AnsweredStep {
  readonly exe: string;
  readonly stp: string;
  readonly itr: string;
  readonly att: number;
  readonly cin: number;
  readonly of: 'run' | 'cancel';
  readonly ref?: string;
  readonly trace?: string;
}

type ChangePorts = Pick<BankDoorPorts, 'inbox' | 'ids'>;

/** Decides and commits what becomes of steps: rows, answers and seen messages in one transaction. Errors: `UWF-5001`. */
export async function changeInbox(ports: ChangePorts, settings: BankDoorSettings, inputs: readonly InboxInput[], batch: { readonly view: BankView; readonly loaded?: readonly Versioned<InboxRow>[] }): Promise<void> {
  if (inputs.length === 0) return;
  const store = {
    load: async (keys: readonly string[]) => (await ports.inbox.load({ keys, mids: [] })).rows,
    commit: ports.inbox.commit,
  };
  const rowInputs = inputs.map(({ key, seen, about, turn }): RowInput<InboxRow> => ({
    key,
    ...(seen === undefined ? {} : { seen }),
    apply: (row) => appliedTurn(ports, settings, { turn: turn(row), about, view: batch.view }),
  }));
  await changeRows(store, rowInputs, batch.loaded);
}

function appliedTurn(ports: ChangePorts, settings: BankDoorSettings, { turn, about, view }: { readonly turn: InboxTurn; readonly about: AnsweredStep; readonly view: BankView }): AppliedTurn<InboxRow> {
  const { row, answer } = turn;
  return { ...(row === undefined ? {} : { row }), ...(answer === undefined ? {} : { messages: [answerMessage(ports, settings, { answer, about, view })] }) };
}

/** The message that tells an answer. A `result` is about the row, everything else about the message that it answers. */
export function answerMessage(ports: Pick<BankDoorPorts, 'ids'>, settings: BankDoorSettings, told: { readonly answer: InboxAnswer; readonly about: AnsweredStep; readonly view: BankView }): OutgoingMessage {
  const { answer, about, view } = told;
  const { exe, stp, itr, att, cin, trace } = about;
  const route = { iss: settings.site, aud: settings.cloud, tid: settings.tenant, top: settings.topics.results, cin, rin: view.rin };
  const common = { ...commonClaims(ports.ids, route, { now: view.now, life: 'fact', ...(trace === undefined ? {} : { trace }) }), exe, stp, itr, att };
  switch (answer.kind) {
    case 'stale':
      return { claims: { ...common, typ: 'stale', of: about.of } };
    case 'refused':
      return { claims: { ...common, typ: 'refused', why: answer.why } };
    case 'result':
      return resultMessage(common, answer.row, about);
  }
}

type StepCommon = Omit<Extract<OutgoingMessage['claims'], { readonly typ: 'stale' }>, 'typ' | 'of'>;

function resultMessage(common: StepCommon, { state, epoch, att, work, answer }: InboxRow, about: AnsweredStep): OutgoingMessage {
  const ref = about.ref ?? work?.ref;
  const outcome = answer?.outcome ?? (state === 'ready' || state === 'claimed' || state === 'started' ? 'in_doubt' : state);
  const code = answer?.code;
  return {
    claims: { ...common, att: Math.max(common.att, att), typ: 'result', outcome, epoch, ...(code === undefined ? {} : { code }), ...(ref === undefined ? {} : { ref }) },
    ...(answer?.body === undefined ? {} : { body: answer.body }),
  };
}

/** What is answered about a row. */
export function aboutRow({ exe, stp, itr, att, cin, work }: InboxRow): AnsweredStep {
  return { exe, stp, itr, att, cin, of: 'run', ...(work?.trace === undefined ? {} : { trace: work.trace }) };
}
