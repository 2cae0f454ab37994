import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { Declassification } from '#shared/core/definition/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { opaqueLabel, type Label } from '#shared/core/tier/label.ts';
import type { StateTraits } from '#shared/core/tier/traits.ts';

/** Tier 1 data with an origin and one place on its way. */
export function secret(id: string): Label {
  return opaqueLabel(1, [{ id, tier: 1 }], [{ pointer: `/${id}`, note: 'is Tier 1' }]);
}

/** A machine of these states; it starts with the first. */
export function machineOf(states: { readonly [name: string]: AslState }): AslMachine {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states };
}

/** What the lowering would say of a task at `/do/<name>`. */
export function traitsOf(name: string, more: Partial<StateTraits> = {}): StateTraits {
  return { pointer: `/do/${name}`, declassify: [], priority: 'normal', ...more };
}

/** A declassification that the task at `/do/<name>` asks for. */
export function declassificationOf(path: string, more: Partial<Declassification> = {}): Declassification {
  return { pointer: `/declassify${path}`, path, to: 2, purpose: 'routing', method: 'enum', ...more };
}

export const RATING_OUTPUT: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: { grade: { type: 'string', enum: ['A', 'B', 'C'] }, score: { type: 'integer', minimum: 0, maximum: 99 } },
};

/** A function of the bank whose grade is declassified and whose score is not. */
export const RATE: CatalogueEntry = {
  name: 'rate',
  version: '1.0.0',
  zone: 'on-prem',
  input: { type: 'object' },
  output: RATING_OUTPUT,
  errors: [{ code: 'RATE_DOWN', status: 503, title: 'No rating now', retryable: true }],
  declassify: [{ path: '/grade', to: 2, purpose: 'routing', method: 'enum' }],
};
