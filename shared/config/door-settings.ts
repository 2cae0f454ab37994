import type { FieldReader } from './field-reader.ts';

/** How much may wait between the zones; what is absent is as the engine's defaults are. */
export interface DoorBounds {
  /** Steps that may wait for the bank before starts are answered 429. */
  readonly backlogMax?: number;
}

const BACKLOG = { min: 1, max: 10_000_000 } as const;

/** Reads `door` of `uwf.config.yaml`. */
export function readDoor(reader: FieldReader): DoorBounds {
  const backlogMax = reader.integer('backlogMax', BACKLOG);
  reader.refuseOthers();
  return backlogMax === undefined ? {} : { backlogMax };
}
