/** Priorities of steps, the most urgent first. Each has a topic of its own (protocol §2). */
export const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;

/** One of {@link PRIORITIES}. */
export type Priority = (typeof PRIORITIES)[number];
