/** Events that one subscription consumes; a workflow that needs more takes them one by one. */
export const CONSUMED_EVENTS_MAX = 10_000;

/** Events that wait in front of a loop; one that falls further behind has failed. */
export const QUEUED_EVENTS_MAX = 10_000;

/** One event as JSON. */
export const EVENT_CHARACTERS_MAX = 262_144;

/** `id`, `source` and `type` of an event. */
export const ATTRIBUTE_CHARACTERS_MAX = 1_024;
