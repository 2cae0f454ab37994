/** Limits of what runs on a durable task framework, measured (reference durable-functions). */

/** Requests of one generation: a history is read anew with every turn, so a longer one is left behind for a new one. */
export const GENERATION_REQUESTS_MAX = 64;

/** Scopes of one state that run at the same time: their ids fit into the status text, by which they are found when they have to be ended. */
export const LIVE_SCOPES_MAX = 500;

/** A JSON text that is longer goes by reference. */
export const CARRIED_BYTES_MAX = 40_000;

/** Units of the status text; the service takes 8,192. */
export const STATUS_UNITS_MAX = 7_900;

/** One timer; a longer wait is a chain of them. */
export const TIMER_MS_MAX = 259_200_000;

/** How often an attempt is begun whose worker is lost before it answers. */
export const WORK_TRIES_MAX = 6;

/** The first pause before something is tried again that the service lost; it doubles. */
export const PAUSE_MS_MIN = 1_000;

/** The longest such pause. */
export const PAUSE_MS_MAX = 300_000;

/** Units of the id of a scope: with that of an execution it is the name of an instance, which may have 100. */
export const SCOPE_ID_UNITS_MAX = 60;

/** Units of an execution's id: beside the id of a scope it leaves room for what joins them. */
export const EXECUTION_ID_UNITS_MAX = 39;

/** Units of a scope's own number, in base 36: some 60 million facts of the scope around it. */
export const SCOPE_NUMBER_UNITS_MAX = 5;

/** Parallel and Map states inside one another: each level adds a number and a dot to the id of a scope. */
export const APART_DEPTH_MAX = Math.floor((SCOPE_ID_UNITS_MAX + 1) / (SCOPE_NUMBER_UNITS_MAX + 1));
