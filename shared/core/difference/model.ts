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

/** One difference. Names and pointers of the definitions only; never data. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** What it is about: a task (`amlCheck/try/callAml`), a state, a way of data. */
  readonly about: string;
  /** What has changed about it. */
  readonly detail?: string;
}
