/** One numbered change of what the interpreter does with an equal program, snapshot and event. */
export interface BehaviourChange {
  readonly number: number;
  /** Release that brought it. */
  readonly since: string;
  readonly why: string;
  /** True when an execution that started under it may go on under the release before. */
  readonly isRollbackSafe: boolean;
}

/** Every behaviour there has been, oldest first. Executions keep the number that they started under, so a change never alters them. */
export const behaviourChanges: readonly BehaviourChange[] = [
  { number: 1, since: '0.1.0', why: 'The first behaviour: Pass, Task, Choice, Wait, Succeed and Fail in JSONata mode.', isRollbackSafe: false },
];

/** The number under which new executions start; written into the snapshot and the execution-started event. */
export const BEHAVIOUR_CURRENT = 1;
