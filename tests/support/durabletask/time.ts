/** The service's time runs as fast as the machine's. Executions see another one, which began when they did and runs faster: so a wait of weeks ends in seconds. */
export interface Pace {
  /** When an execution began by the service's time. */
  readonly origin: number;
  /** The same moment as the execution knows it. */
  readonly startedAt: number;
  readonly speed: number;
}

export function toExecutionTime({ origin, startedAt, speed }: Pace, serviceTime: number): number {
  return startedAt + (serviceTime - origin) * speed;
}

/** Never too early: what waits for a time finds it come. */
export function toServiceTime({ origin, startedAt, speed }: Pace, executionTime: number): number {
  return origin + Math.ceil((executionTime - startedAt) / speed);
}
