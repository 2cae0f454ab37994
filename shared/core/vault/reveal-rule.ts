import type { ValueBinding } from './binding.ts';

/** Where the one who asks stands. An operator stands in a tenant, a task also at a place of its definition. */
export interface RevealPlace {
  readonly tenant: string;
  readonly task?: TaskPlace;
}

/** The place in an execution at which a token stands: it must have been made for it, as a sealed value must (design §6). */
export interface TaskPlace {
  /** `namespace/name`. */
  readonly definition: string;
  readonly execution: string;
  /** Who started the run. */
  readonly principal: string;
  /** Origins of input fields that may stand there. */
  readonly inputs: ReadonlySet<string>;
  /** Origins of results of this very execution that may stand there. */
  readonly results: ReadonlySet<string>;
}

/** What a stored value says of its use. */
export interface RevealTerms {
  readonly binding: ValueBinding;
  readonly purposes: readonly string[];
  /** True once the data key of its subject is destroyed. */
  readonly isErased: boolean;
}

/** Why a value is not revealed. `unknown`: the vault has none such, or none of this tenant; nobody learns which. */
export type RevealFault = 'unknown' | 'erased' | 'place' | 'purpose';

/** Whether a value may be revealed there for a purpose; the fault when not. Tenants come first: what another tenant has does not exist. */
export function revealFault(terms: RevealTerms | undefined, place: RevealPlace, purpose: string): RevealFault | undefined {
  if (terms === undefined || terms.binding.tenant !== place.tenant) return 'unknown';
  if (place.task !== undefined && !isOfTask(terms.binding, place.task)) return 'place';
  if (!terms.purposes.includes(purpose)) return 'purpose';
  return terms.isErased ? 'erased' : undefined;
}

/** Input names no execution and may be kept for one principal; results name theirs. The two never stand in for each other. */
function isOfTask({ definition, pointer, principal, execution }: ValueBinding, task: TaskPlace): boolean {
  if (definition !== task.definition || (principal !== undefined && principal !== task.principal)) return false;
  return execution === undefined ? task.inputs.has(pointer) : execution === task.execution && task.results.has(pointer);
}
