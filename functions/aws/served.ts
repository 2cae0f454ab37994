/**
 * What the functions of a deployment carry out of the tasks of its own zone, with the function that does: `step` takes every message of its queue, and its
 * executor knows these. A version that asks for anything else is refused when it is published (`UWF-4222`), as each of its executions would fail. What the bank
 * does is its runner's to know.
 */
export const SERVED_TASKS: ReadonlyMap<string, 'step'> = new Map([
  ['uwf:http', 'step'],
  ['uwf:validate', 'step'],
]);
