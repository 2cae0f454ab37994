/** A fault in this program, not in its input: the execution is stopped, its history kept. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Stops at once when what must hold does not; the message names the rule, never data. */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new InvariantError(rule);
}

/** Marks a branch that the types exclude. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${typeof value}`);
}
