import { journal } from './0001-journal.ts';
import { queue } from './0002-queue.ts';
import { inbox } from './0003-inbox.ts';
import { definitions } from './0004-definitions.ts';
import { executionsByPrincipal } from './0005-executions-by-principal.ts';
import { events } from './0006-events.ts';
import { definitionPins } from './0007-definition-pins.ts';
import type { Migration } from './migration.ts';

/** All steps, in order. A new one is added at the end; an old one is never edited. */
export const migrations: readonly Migration[] = [journal, queue, inbox, definitions, executionsByPrincipal, events, definitionPins];
