/** How every `uwf` command ends. Scripts and schedulers depend on these numbers: they never change their meaning. */
export const EXIT_CODES = {
  ok: 0,
  /** The run failed, or the operation did for a reason that has no code of its own. */
  failed: 1,
  /** Wrong usage, an unreadable file, or a document that is not valid. */
  usage: 2,
  /** A valid document whose data flow is not allowed, or a request that policy refuses. */
  refused: 3,
  /** No valid token, or one without the scope. */
  auth: 4,
  /** Not finished within the time given. */
  timeout: 5,
  notFound: 6,
  /** Stopped by a signal: the same command goes on where it was. What shells say of a command that Ctrl-C ended. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
