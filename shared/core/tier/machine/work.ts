import type { ParallelState, TaskState } from '../../asl/model.ts';
import { opaqueLabel, tupleLabel } from '../label.ts';
import { clearanceOf } from '../tier.ts';
import { givenTo, labelOfField, leaveWithResult } from './data-flow.ts';
import { scopeId } from './layout.ts';
import { entryRoots } from './path-label.ts';
import { labelOfPayload } from './path-template.ts';
import { recover } from './recovery.ts';
import { goOn, mustBeClear, read, type Visit } from './visit.ts';

/** A Task: its arguments, what comes back from where it runs, and its failures. */
export function perform(visit: Visit, state: TaskState): void {
  const { sites, zone } = visit.setting;
  const site = sites.get(visit.place.name);
  timer(visit, state, 'TimeoutSeconds');
  timer(visit, state, 'HeartbeatSeconds');
  credentials(visit, state);
  const given = givenTo(visit, state);
  visit.argumentsLabel = given;
  visit.findings.push(...(site?.findingsOf?.(given) ?? []).map((finding) => ({ ...finding, field: 'arguments' as const })));
  const result = site === undefined ? opaqueLabel(clearanceOf(zone)) : site.resultOf(given);
  goOn(visit, state.Next, leaveWithResult(visit, state, { at: '', states: { result }, passes: result }));
  recover(visit, state, []);
}

/** Whoever starts the task sees on whose behalf. */
function credentials(visit: Visit, { Credentials: template }: TaskState): void {
  if (template === undefined) return;
  const at = { field: 'sink', pointer: 'Credentials' } as const;
  const label = visit.place.language === 'JSONata' ? read(visit, { ...at, template }) : labelOfPayload(visit, template, { ...at, roots: entryRoots(visit) });
  mustBeClear(visit, label, { ...at, construct: 'export' });
}

/** A length or a point of time: whoever sets the timer sees it. */
export function timer(visit: Visit, state: object, name: string): void {
  const found = labelOfField(visit, state, { name, field: 'duration' });
  if (found !== undefined) mustBeClear(visit, found.label, { field: 'duration', pointer: found.pointer, construct: 'compute' });
}

/**
 * A Parallel: every branch gets the arguments and reads the variables; the result has the outputs at their positions. It goes on once every
 * branch can end. Which branch fails first is seen as times and codes are, which are declared observations (design §6).
 */
export function branch(visit: Visit, state: ParallelState): void {
  const given = givenTo(visit, state);
  const scopes = state.Branches.map((_, index) => scopeId(visit.place.name, index));
  state.Branches.forEach(({ StartAt }) => visit.edges.push({ to: StartAt, entry: { ...visit.entry, input: given } }));
  const outputs = scopes.flatMap((scope) => visit.setting.outputOf(scope) ?? []);
  if (outputs.length === scopes.length) {
    const result = tupleLabel(outputs);
    goOn(visit, state.Next, leaveWithResult(visit, state, { at: '', states: { result }, passes: result }));
  }
  recover(visit, state, scopes.flatMap((scope) => visit.setting.failuresOf(scope)));
}
