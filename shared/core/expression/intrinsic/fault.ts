/** Thrown by a function that cannot do its work and caught by the evaluator; never leaves this folder. Its message quotes no argument. */
export class IntrinsicFault extends Error {
  override readonly name = 'IntrinsicFault';
}

/** Ends the evaluation of an invocation. */
export function raise(message: string): never {
  throw new IntrinsicFault(message);
}
