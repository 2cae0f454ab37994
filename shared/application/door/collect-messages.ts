import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { takeBeat, takeRefusal, takeResult, takeStale } from '#shared/core/protocol/step-answer.ts';
import { isOpenStep } from '#shared/core/protocol/step.ts';
import { stepKey } from '#shared/core/protocol/step-key.ts';
import type { CloudView, StepRow, StepTurn } from '#shared/core/protocol/step-row.ts';
import type { Versioned } from '#shared/ports/door-outbox.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import type { SiteReport } from '#shared/ports/step-store.ts';
import { changeSteps, type StepInput } from './change-steps.ts';
import { cloudView } from './dispatch-tasks.ts';
import { buryRecords, takeRecords, withoutKnown, type ReadBatch, type ReadMessage, type ReadOutcome } from './read-records.ts';
import { DOOR_BATCH_MAX_DEFAULT, REFUSAL_WAITS_DEFAULT, type DoorPorts, type DoorSettings } from './settings.ts';
import { isResultBody } from './step-body.ts';

type CollectPorts = Pick<DoorPorts, 'clock' | 'ids' | 'logger' | 'digest' | 'steps' | 'incarnation' | 'reader' | 'deadLetters' | 'onUnknownDefinition'>;

/**
 * One turn of taking in what the runner says (topics `.res` and `.ctl`): verify, decide, commit, and only then say to the log that it is done
 * (protocol §6.3). A crash at any point brings the records again, which changes nothing. What cannot be read goes to the dead letters.
 * Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`; the records then come again.
 */
export async function collectMessages(ports: CollectPorts, settings: DoorSettings, source: { readonly consumer: LogConsumer; readonly waitMs: number }): Promise<ReadOutcome> {
  const max = settings.batchMax ?? DOOR_BATCH_MAX_DEFAULT;
  return takeRecords(ports, { ...source, max }, (read) => take(ports, settings, read));
}

async function take(ports: CollectPorts, settings: DoorSettings, read: ReadBatch): Promise<number> {
  const checked = malformedApart(read);
  const keys = checked.messages.flatMap(({ claims }) => ('exe' in claims ? [stepKey(settings.tenant, claims)] : []));
  const { rows, seen, standing } = await ports.steps.load({ keys: [...new Set(keys)], mids: checked.messages.map(({ claims }) => claims.mid), site: settings.site });
  const { messages, bad } = withoutKnown(checked, seen);
  await buryRecords(ports, bad);
  const own = messages.filter(({ claims }) => claims.iss === settings.site);
  const rin = Math.max(standing.rin, ...own.map(({ claims }) => claims.rin));
  const view = await cloudView(ports, settings, { ...standing, rin });
  const inputs = own.flatMap((message) => inputOf(message, settings, view));
  await changeSteps(ports, settings, inputs, {
    view,
    loaded: rows,
    sites: reportOf(own, { site: settings.site, known: standing.rin, at: view.now }),
    seen: messages.filter(({ claims }) => !('exe' in claims) || claims.iss !== settings.site).map((message) => message.seen),
  });
  unknownRevisions(own, settings, rows).forEach((revision) => ports.onUnknownDefinition?.(revision));
  return bad.length;
}

/** Programs of open steps that the runner says it does not know. */
function unknownRevisions(messages: readonly ReadMessage[], { tenant }: DoorSettings, rows: readonly Versioned<StepRow>[]): ReadonlySet<string> {
  const refused = new Set(messages.flatMap(({ claims }) => (claims.typ === 'refused' && claims.why === 'unknown-definition' ? [stepKey(tenant, claims)] : [])));
  return new Set(rows.flatMap(({ row }) => (refused.has(row.key) && isOpenStep(row) && row.wfd !== '' ? [row.wfd] : [])));
}

/** A `result` says how the step ended and has the body that goes with it; what has another is no message of ours. */
function malformedApart({ messages, bad }: ReadBatch): ReadBatch {
  const isGood = ({ claims, body }: ReadMessage): boolean => claims.typ !== 'result' || isResultBody(claims, body);
  const malformed = messages.filter((message) => !isGood(message)).map(({ record }) => ({ record, reject: 'malformed' as const }));
  return { messages: messages.filter(isGood), bad: [...bad, ...malformed] };
}

function inputOf({ claims, body, seen }: ReadMessage, settings: DoorSettings, view: CloudView): readonly StepInput[] {
  if (!('exe' in claims)) return [];
  const key = stepKey(settings.tenant, claims);
  return [{ key, seen, turn: (row) => (row !== undefined && row.site !== claims.iss ? { finding: 'unknown-step' } : turnOf(row, { claims, body, settings }, view)) }];
}

function turnOf(row: StepRow | undefined, message: { readonly claims: MessageClaims; readonly body: ReadMessage['body']; readonly settings: DoorSettings }, view: CloudView): StepTurn {
  const { claims, body, settings } = message;
  switch (claims.typ) {
    case 'result':
      return takeResult(row, { ...claims, body }, view);
    case 'stale':
      return takeStale(row, claims, view);
    case 'refused':
      return takeRefusal(row, claims, { view, waits: settings.refusals ?? REFUSAL_WAITS_DEFAULT });
    case 'beat':
      return takeBeat(row, claims, view);
    default:
      return {};
  }
}

/** What the messages tell of the site, in one report; none when it is known already. Every message tells the incarnation, not only `hello` and `stale`. */
function reportOf(messages: readonly ReadMessage[], { site, known, at }: { readonly site: string; readonly known: number; readonly at: number }): readonly SiteReport[] {
  const all = messages.map(({ claims }) => claims);
  const rin = Math.max(known, ...all.map((claims) => claims.rin));
  const credit = all.findLast((claims) => claims.typ === 'credit' && claims.rin === rin);
  const isNews = rin > known || all.some(({ typ }) => typ === 'hello' || typ === 'credit');
  if (!isNews) return [];
  return [{ site, rin, at, ...(credit?.typ === 'credit' ? { slots: credit.slots, lag: credit.lag } : {}) }];
}
