import { ERROR_NAMES } from '../asl/error-names.ts';
import type { JsonValue } from '../kernel/json.ts';
import { abandonFrame } from './abandon.ts';
import { plainFailure, type StateFailure } from './failure.ts';
import { ended } from './frame.ts';
import type { Turn } from './model.ts';
import { clearTimers, recordEvent, updateFrame } from './turn.ts';

/** Gives up everything that the execution still waits for, and drops the frames beneath the root. */
function abandonWork(turn: Turn): void {
  abandonFrame(turn, turn.snapshot.root);
  const { timeoutTimerId, ...rest } = turn.snapshot;
  if (timeoutTimerId !== undefined) clearTimers(turn, [timeoutTimerId]);
  turn.snapshot = rest;
  updateFrame(turn, ended(rest.root));
}

/** Ends the execution well. */
export function succeedExecution(turn: Turn, output: JsonValue): void {
  abandonWork(turn);
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-succeeded', { output });
  turn.snapshot = { ...turn.snapshot, status: 'succeeded', output };
}

/** Ends the execution with an error that nothing caught. */
export function failExecution(turn: Turn, failure: StateFailure): void {
  abandonWork(turn);
  const kept = plainFailure(failure);
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-failed', { ...kept });
  const aliases = turn.snapshot.apart === undefined || failure.aliases === undefined ? {} : { failureAliases: failure.aliases };
  turn.snapshot = { ...turn.snapshot, status: 'failed', failure: kept, ...aliases };
}

/** Ends the execution because the machine's own `TimeoutSeconds` are over. */
export function timeOutExecution(turn: Turn): void {
  abandonWork(turn);
  const failure = { error: ERROR_NAMES.timeout };
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-timed-out', failure);
  turn.snapshot = { ...turn.snapshot, status: 'timed-out', failure };
}

/** Ends the execution because someone asked for it. */
export function stopExecution(turn: Turn, reason: string | undefined): void {
  abandonWork(turn);
  recordEvent(turn, { frame: turn.snapshot.root }, 'execution-stopped', reason === undefined ? {} : { reason });
  turn.snapshot = { ...turn.snapshot, status: 'stopped' };
}
