import { buryRecords, takeRecords, withoutKnown, type BadRecord, type ReadBatch, type ReadMessage, type ReadOutcome } from '#shared/application/door/read-records.ts';
import { parseRunBody } from '#shared/application/door/step-body.ts';
import { takeCancel, takeExpiredRun, takeRun, type RunCommand, type RunVerdict } from '#shared/core/protocol/inbox-command.ts';
import type { BankView, InboxRow, StepWork } from '#shared/core/protocol/inbox-row.ts';
import type { CancelClaims, MessageClaims, RunClaims } from '#shared/core/protocol/message.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import { changeInbox, type InboxInput } from './change-inbox.ts';
import { INTAKE_BATCH_MAX_DEFAULT, type BankDoorPorts, type BankDoorSettings } from './settings.ts';

export type IngestPorts = Pick<BankDoorPorts, 'clock' | 'ids' | 'logger' | 'digest' | 'inbox' | 'incarnation' | 'reader' | 'deadLetters' | 'judge'>;

/**
 * One turn of taking commands in (protocol §7): verify, decide, commit to the inbox, and only then say to the log that it is done. Runs no step, so
 * nothing can block a partition. A crash at any point brings the records again, which changes nothing.
 * Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`, those of `judge`; the records then come again.
 */
export async function ingestCommands(ports: IngestPorts, settings: BankDoorSettings, source: { readonly consumer: LogConsumer; readonly waitMs: number }): Promise<ReadOutcome> {
  const max = settings.batchMax ?? INTAKE_BATCH_MAX_DEFAULT;
  return takeRecords(ports, { ...source, max }, (read) => take(ports, settings, read));
}

/** A command whose key and body are what they have to be. */
type Command = { readonly message: Pick<ReadMessage, 'seen'> & { readonly claims: RunClaims; readonly body: ReadMessage['body'] }; readonly item: WorkItem } | { readonly message: Pick<ReadMessage, 'seen'> & { readonly claims: CancelClaims } };

async function take(ports: IngestPorts, settings: BankDoorSettings, read: ReadBatch): Promise<number> {
  const { commands, bad: unfit } = fitCommands(settings, read);
  const expired = unfit.flatMap(({ claims }) => (claims?.typ === 'run' && isOwnKey(settings, claims) ? [claims] : []));
  const keys = [...commands.map(({ message }) => message.claims.key), ...expired.map(({ key }) => key)];
  const { rows, seen } = await ports.inbox.load({ keys: [...new Set(keys)], mids: commands.map(({ message }) => message.claims.mid) });
  const fit = new Set<MessageClaims>(commands.map(({ message }) => message.claims));
  const { messages: fresh, bad } = withoutKnown({ messages: read.messages.filter(({ claims }) => fit.has(claims)), bad: unfit }, seen);
  await buryRecords(ports, bad);
  const known = new Set(fresh.map(({ claims }) => claims));
  const view = { now: ports.clock.now(), rin: await ports.incarnation.current() };
  const taken = commands.filter(({ message }) => known.has(message.claims));
  const verdicts = await judgeUnknown(ports, taken, { rows, view });
  const inputs = [...taken.map((command) => inputOf(command, { settings, view, verdicts })), ...expired.map((claims) => expiredInput(claims, view))];
  await changeInbox(ports, settings, inputs, { view, loaded: rows });
  return bad.length;
}

function fitCommands(settings: BankDoorSettings, { messages, bad }: ReadBatch): { readonly commands: readonly Command[]; readonly bad: readonly BadRecord[] } {
  const commands: Command[] = [];
  const malformed: BadRecord[] = [];
  for (const { record, claims, body, seen } of messages) {
    const command = claims.typ === 'run' || claims.typ === 'cancel' ? fitCommand(settings, { claims, body, seen }) : undefined;
    if (command === undefined) malformed.push({ record, reject: 'malformed' });
    else commands.push(command);
  }
  return { commands, bad: [...bad, ...malformed] };
}

function fitCommand(settings: BankDoorSettings, { claims, body, seen }: { readonly claims: RunClaims | CancelClaims; readonly body: ReadMessage['body']; readonly seen: ReadMessage['seen'] }): Command | undefined {
  if (!isOwnKey(settings, claims)) return undefined;
  if (claims.typ === 'cancel') return { message: { claims, seen } };
  const item = parseRunBody({ ...claims, ...(claims.ddl === undefined ? {} : { deadline: claims.ddl }) }, body);
  return item.ok ? { message: { claims, body, seen }, item: item.value } : undefined;
}

/** The key is not believed but made again: it decides which row a message is about. */
function isOwnKey({ tenant }: BankDoorSettings, claims: RunClaims | CancelClaims): boolean {
  return claims.key === stepKey(tenant, claims);
}

/** Asks the runner's own registry about steps that have no row; of this incarnation, since others are only answered. */
async function judgeUnknown(ports: IngestPorts, commands: readonly Command[], { rows, view }: { readonly rows: readonly Versioned<InboxRow>[]; readonly view: BankView }): Promise<ReadonlyMap<string, RunVerdict>> {
  const known = new Set(rows.map(({ row }) => row.key));
  const verdicts = new Map<string, RunVerdict>();
  for (const command of commands) {
    if (!('item' in command)) continue;
    const { claims } = command.message;
    if (known.has(claims.key) || verdicts.has(claims.key) || claims.rin !== view.rin) continue;
    verdicts.set(claims.key, await ports.judge({ item: command.item, claims }));
  }
  return verdicts;
}

function inputOf(command: Command, { settings, view, verdicts }: { readonly settings: BankDoorSettings; readonly view: BankView; readonly verdicts: ReadonlyMap<string, RunVerdict> }): InboxInput {
  const { claims, seen } = command.message;
  const { key, exe, stp, itr, att, cin, rin, trc } = claims;
  const base = { key, exe, stp, itr, att, cin, rin, priority: priorityOf(settings, claims.top) };
  const about = { exe, stp, itr, att, cin, of: claims.typ, ...(trc === undefined ? {} : { trace: trc }) };
  if (!('item' in command)) return { key, seen, about, turn: (row) => takeCancel(row, base, view) };
  const { ref } = command.message.claims;
  // Without a verdict the row was there when it was looked for: only pruning can have taken it since. The cloud sends the step again.
  const run: RunCommand = { ...base, work: workOf(command.message), verdict: verdicts.get(key) ?? { refused: 'unknown-definition' } };
  return { key, seen, about: { ...about, ref }, turn: (row) => takeRun(row, run, view) };
}

function workOf({ claims, body }: { readonly claims: RunClaims; readonly body: ReadMessage['body'] }): StepWork {
  const { act, wfd, ref, ddl, trc } = claims;
  return { act, wfd, ref, body, ...(ddl === undefined ? {} : { deadline: ddl }), ...(trc === undefined ? {} : { trace: trc }) };
}

function expiredInput(claims: RunClaims, view: BankView): InboxInput {
  const { key, exe, stp, itr, att, cin, rin, ref } = claims;
  return { key, about: { exe, stp, itr, att, cin, of: 'run', ref }, turn: (row) => takeExpiredRun(row, { rin }, view) };
}

function priorityOf({ topics }: BankDoorSettings, topic: string): Priority {
  return PRIORITIES.find((priority) => topics.commandsBy[priority] === topic) ?? 'normal';
}
