import { statesOf } from '../../asl/scopes.ts';
import type { Definition } from '../../definition/model.ts';
import { diagnosticWarning, type Diagnostic } from '../../kernel/diagnostic.ts';
import { checkDataFlow, type DataFlowOutcome } from '../../tier/check.ts';
import type { Zone } from '../../tier/tier.ts';
import type { LinkedProgram } from '../ir/link.ts';

/** Pass 5: proves where every piece of data may be, and places every state. The seam between the compiler and the tier analysis. */
export function checkTiers(linked: LinkedProgram, place: { readonly definition: Definition; readonly zone: Zone }): DataFlowOutcome {
  const outcome = checkDataFlow({ machine: linked.machine, sourceMap: linked.sourceMap, traits: linked.traits, ...place });
  return { ...outcome, diagnostics: [...outcome.diagnostics, ...schemasForTiersOnly(linked, outcome)] };
}

/** A worker enforces the schema of a `set` only when the state was moved to one. */
function schemasForTiersOnly({ traits }: LinkedProgram, { machine }: DataFlowOutcome): readonly Diagnostic[] {
  const states = new Map(statesOf(machine));
  return [...traits].flatMap(([name, { resultSchema }]) => {
    if (resultSchema === undefined || states.get(name)?.Type !== 'Pass') return [];
    return [diagnosticWarning('UWF-2043', resultSchema.pointer, 'This schema says the tiers of the value; the value is not validated where the task is placed.')];
  });
}
