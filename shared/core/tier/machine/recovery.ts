import type { AslCatcher, AslRecovery } from '../../asl/model.ts';
import { joinAll, objectLabel, scalarLabel, type Label } from '../label.ts';
import { clearanceOf } from '../tier.ts';
import { leaveWithResult } from './data-flow.ts';
import { catchesSurely, mayCatch } from './layout.ts';
import type { Failure, Visit } from './visit.ts';

/**
 * Follows failures to the catchers of a state, and those that none of them takes for certain out of it. Beside the failures that Fail states
 * inside raise there are always those of the runtime and of tasks: a name, and a text that is clear in the target's zone.
 */
export function recover(visit: Visit, state: AslRecovery, raised: readonly Failure[]): void {
  const own: Failure = { error: scalarLabel(3), cause: ownCause(visit) };
  const left = (state.Catch ?? []).reduce((open, catcher, index) => {
    const isSignal = catcher.ErrorEquals.every((name) => visit.setting.isSignal(visit.place.name, name));
    const caught = open.filter((failure) => mayCatch(catcher, failure.name));
    catchThem(visit, catcher, { index, failures: isSignal ? caught : [own, ...caught] });
    return open.filter((failure) => failure.name === undefined || !catchesSurely(catcher, failure.name));
  }, raised);
  visit.failures.push(...left);
}

/** A code of a closed catalogue from on-prem, a foreign text from the target's own zone. */
function ownCause(visit: Visit): Label {
  const { sites, zone } = visit.setting;
  const site = sites.get(visit.place.name);
  return scalarLabel(site === undefined || site.zone === zone ? clearanceOf(zone) : 3);
}

function catchThem(visit: Visit, catcher: AslCatcher, from: { readonly index: number; readonly failures: readonly Failure[] }): void {
  if (from.failures.length === 0) return;
  const error = joinAll(from.failures.map((failure) => failure.error));
  const cause = joinAll(from.failures.map((failure) => failure.cause));
  const errorOutput = objectLabel([['Error', error], ['Cause', cause]]);
  const entry = leaveWithResult(visit, catcher, { at: `Catch/${from.index}/`, states: { errorOutput }, passes: errorOutput });
  visit.edges.push({ to: catcher.Next, entry });
}
