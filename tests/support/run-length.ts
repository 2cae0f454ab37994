/** True in `npm run test:long`. */
export const IS_LONG_RUN = process.env['UWF_LONG'] === '1';

const LONG_TIMEOUT_MS = 3_600_000;

/** How many cases a property tries: few with `npm test`, many in the long run, and as many as the environment variable says where it is set. */
export function caseCount(variable: 'COMPILE_RUNS' | 'FLOW_RUNS' | 'PROGRAM_RUNS', count: { readonly short: number; readonly long: number }): number {
  const given = process.env[variable];
  return given === undefined ? (IS_LONG_RUN ? count.long : count.short) : Number(given);
}

/** The time that a property may take, in milliseconds. */
export function propertyTimeout(shortMs = 120_000): number {
  return IS_LONG_RUN || ['COMPILE_RUNS', 'FLOW_RUNS', 'PROGRAM_RUNS'].some((name) => process.env[name] !== undefined) ? LONG_TIMEOUT_MS : shortMs;
}
