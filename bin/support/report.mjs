/** A failure that a person can act on: its message is all they need to see. */
export class Explained extends Error {}

/** Progress goes to stderr: stdout belongs to the program that is started. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the command in failure: the message of an explained failure (or of a source that does not compile), the stack of a fault of ours. */
export function fail(error) {
  const isExplained = error instanceof Explained || Array.isArray(error?.errors);
  say(isExplained ? error.message : (error?.stack ?? String(error)));
  process.exitCode ||= 1;
}
