import type { EvidenceDeclassification, EvidenceFlow, EvidenceObservation } from '../tier/evidence.ts';
import type { SealedField, TaskPlacement } from '../tier/placement.ts';
import type { JsonObject } from '../kernel/json.ts';

/** Of a compiled definition what says where its data goes. Every program is one. */
export interface ProvenDefinition {
  readonly source: JsonObject;
  readonly placement: {
    readonly tasks: { readonly [stateName: string]: Pick<TaskPlacement, 'zone' | 'pointer'> };
    readonly input: readonly Pick<SealedField, 'schemaPointer' | 'tier'>[];
  };
  readonly evidence: {
    readonly flows: readonly Pick<EvidenceFlow, 'origin' | 'tier' | 'to' | 'zone'>[];
    readonly declassifications: readonly (Omit<EvidenceDeclassification, 'method'> & { readonly method: string })[];
    readonly observations: readonly EvidenceObservation[];
  };
}

/** What differs between two definitions, compiled for one target. Every list is in a fixed order; all are empty when nothing differs. */
export interface DefinitionDifference {
  /** Fields of the document beside its tasks, and tasks. */
  readonly tasks: readonly Change[];
  /** Where tasks run. */
  readonly placement: readonly Change[];
  /** Which sealed values reach which tasks, and which fields of the input travel sealed. */
  readonly dataFlow: readonly Change[];
  /** What leaves its tier, and with which bound. */
  readonly declassifications: readonly Change[];
  /** What the cloud side learns besides data: codes of failures. */
  readonly observations: readonly Change[];
  /** States of the machine. */
  readonly states: readonly Change[];
}

/** The same without the machines. */
export type FlowDifference = Omit<DefinitionDifference, 'states'>;

/** One difference. Names and pointers of the definitions only; never data. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** What it is about: a task (`amlCheck/try/callAml`), a state, a way of data. */
  readonly about: string;
  /** What has changed about it. */
  readonly detail?: string;
}
