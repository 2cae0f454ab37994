import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrUndefined } from '../process-info.ts';

/** What is known of the broker of a folder, by whoever started it. Processes are told as `describeProcess` does. */
export interface BrokerState {
  readonly broker: string;
  readonly port: number;
  /** The process that stops it. */
  readonly owner: string;
  /** True when it was asked to end. */
  readonly isStopping: boolean;
}

/** Undefined when there is none, or it cannot be read. */
export function readBrokerState(folder: string): BrokerState | undefined {
  return parseBrokerState(readOrUndefined((): unknown => JSON.parse(readFileSync(fileIn(folder), 'utf8'))));
}

function parseBrokerState(value: unknown): BrokerState | undefined {
  const { broker, port, owner, isStopping } = Object(value) as { readonly [name in keyof BrokerState]?: unknown };
  if (typeof broker !== 'string' || typeof port !== 'number' || typeof owner !== 'string') return undefined;
  return { broker, port, owner, isStopping: isStopping === true };
}

export function writeBrokerState(folder: string, state: BrokerState): void {
  const file = fileIn(folder);
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeBrokerState(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, 'broker.json');
}
