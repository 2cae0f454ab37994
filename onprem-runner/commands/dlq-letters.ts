import { Option, type Command } from 'commander';
import { listDeadLetters, type DeadLetterEntry } from '#shared/application/door/dead-letters.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { loadProject } from '#shared/config/load-project-config.ts';
import type { CommandContext } from './context.ts';
import { addLogOptions, withLog, type LogOptions } from './door-log.ts';

/** Which side's readers refused a record. */
export type LetterSide = 'cloud' | 'on-prem';

/** Options of every command about dead letters. */
export interface LetterOptions extends LogOptions {
  readonly side: LetterSide;
}

/** Adds the options of {@link LetterOptions}. */
export function addLetterOptions(command: Command): Command {
  return addLogOptions(command.addOption(new Option('--side <side>', 'whose readers refused them: the runner (on-prem: commands), or the collector (cloud: results)').choices(['on-prem', 'cloud']).default('on-prem')));
}

/** What a command about dead letters works on. */
export interface Letters {
  readonly log: MessageLog;
  /** Topic of the dead letters. */
  readonly topic: string;
  readonly entries: readonly DeadLetterEntry[];
}

/** Reads the dead letters of a side, does the work and closes the log. Errors: those of {@link withLog}, `UWF-5002`, and the work's own. */
export async function withLetters<T>(context: CommandContext, options: LetterOptions, work: (letters: Letters) => Promise<T>): Promise<T> {
  const { environment, tenant } = loadProject({ folder: context.folder }).config;
  const { deadLetters } = topicsOf(environment, tenant);
  const topic = options.side === 'cloud' ? deadLetters.cloud : deadLetters.onPrem;
  return withLog(context, options, async (log) => work({ log, topic, entries: await listDeadLetters({ log }, topic) }));
}

/** One dead letter by its id, or by the end of it that no other has. Errors: `UWF-4044`. */
export function findLetter(entries: readonly DeadLetterEntry[], id: string): DeadLetterEntry {
  const exact = entries.find((entry) => entry.id === id);
  const ending = entries.filter((entry) => entry.id.endsWith(`.${id}`) || entry.id.endsWith(`/${id}`));
  const found = exact ?? (ending.length === 1 ? ending[0] : undefined);
  if (found === undefined) throw new UwfError('UWF-4044', ending.length > 1 ? 'several dead letters end with this id: give more of it' : 'there is no dead letter with this id');
  return found;
}

/** A dead letter as data. */
export function letterJson({ settled, at, ...entry }: DeadLetterEntry) {
  const done = settled === undefined ? { state: 'open' } : { state: settled.action, settled: { reason: settled.reason, by: settled.by, at: new Date(settled.at).toISOString() } };
  return { ...entry, refusedAt: new Date(at).toISOString(), ...done };
}
