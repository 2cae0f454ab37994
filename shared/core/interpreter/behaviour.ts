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
  {
    number: 2,
    since: '0.2.0',
    why: 'All of ASL: Parallel, Map, JSONPath and task tokens. The context object tells Task.Token, and a failure that an executor calls States.Runtime is told with the state in which it came up.',
    isRollbackSafe: false,
  },
];

/** The number under which new executions start; written into the snapshot and the execution-started event. */
export const BEHAVIOUR_CURRENT = 2;

/** The first behaviour with task tokens and with causes that tell where an executor's States.Runtime came up. */
export const BEHAVIOUR_TOKENS = 2;

/** The number under which an execution started. */
export function behaviourOf(snapshot: { readonly behaviour?: number }): number {
  return snapshot.behaviour ?? 1;
}
