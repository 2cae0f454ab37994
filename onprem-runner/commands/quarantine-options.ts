import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AuditFact } from '#shared/core/vault/audit-chain.ts';
import type { DecidePorts } from '../egress/quarantine/decide.ts';
import { machine } from './compose.ts';
import type { CommandContext } from './context.ts';
import { operatorActor } from './operator.ts';
import { addOnPremStoreOptions, withOnPremStores, type OnPremPlace, type OnPremStoreOptions } from './on-prem-store.ts';

/** What a command of the quarantine is given. */
export interface QuarantineCommand extends DecidePorts {
  readonly place: OnPremPlace;
  /** Who gives the command, for the record: the user of this machine, whatever is claimed. */
  readonly actor: string;
}

/** Adds a command of `uwf quarantine` about one output. */
export function addOutputCommand(parent: Command, name: string, description: string): Command {
  return addOnPremStoreOptions(parent.command(name).description(description).argument('<id>', 'id of the output, as list shows it'));
}

/** Opens the quarantine of the on-prem zone, does the work and closes it. Errors: those of `withOnPremStores`, and the work's own. */
export async function withQuarantine<T>(context: CommandContext, options: OnPremStoreOptions, work: (quarantine: QuarantineCommand) => Promise<T>): Promise<T> {
  return withOnPremStores(context, options, (stores, place) => {
    const audit = (fact: AuditFact): Promise<unknown> => stores.auditLog.append({ facts: [fact] });
    return work({ place, quarantine: stores.quarantine, clock: machine.clock, audit, actor: operatorActor() });
  });
}

const SENTENCE_CHARACTERS_MIN = 4;
const SENTENCE_CHARACTERS_MAX = 500;

/** An option that takes a sentence for the audit log, which keeps it for ever: it names no person and no value. */
export function sentenceOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const sentence = text.trim();
    if (sentence.length >= SENTENCE_CHARACTERS_MIN && sentence.length <= SENTENCE_CHARACTERS_MAX) return sentence;
    throw new InvalidArgumentError(`Expected ${SENTENCE_CHARACTERS_MIN} to ${SENTENCE_CHARACTERS_MAX} characters.`);
  });
}
