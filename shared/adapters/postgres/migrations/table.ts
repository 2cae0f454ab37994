import { journal } from './0001-journal.ts';
import { queue } from './0002-queue.ts';
import { inbox } from './0003-inbox.ts';
import { definitions } from './0004-definitions.ts';
import { executionsByPrincipal } from './0005-executions-by-principal.ts';
import { events } from './0006-events.ts';
import { definitionPins } from './0007-definition-pins.ts';
import { messageLog } from './0008-message-log.ts';
import { doorSteps } from './0009-door-steps.ts';
import { bankSteps } from './0010-bank-steps.ts';
import { vault } from './0011-vault.ts';
import { quarantine } from './0012-quarantine.ts';
import { executionPriority } from './0013-execution-priority.ts';
import { dropInbox } from './0014-drop-inbox.ts';
import { executionIndex } from './0015-execution-index.ts';
import { durableJournal } from './0016-durable-journal.ts';
import { hostedDepth } from './0017-hosted-depth.ts';
import type { Migration } from './migration.ts';

/** All steps, in order. A new one is added at the end; an old one is never edited. */
export const migrations: readonly Migration[] = [journal, queue, inbox, definitions, executionsByPrincipal, events, definitionPins, messageLog, doorSteps, bankSteps, vault, quarantine, executionPriority, dropInbox, executionIndex, durableJournal, hostedDepth];
