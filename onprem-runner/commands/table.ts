import { addBatchRun } from './batch-run.ts';
import { addCatalogueExport } from './catalogue-export.ts';
import type { AddCommand } from './context.ts';
import { addDemo } from './demo.ts';
import { addDev } from './dev.ts';
import { addRunCancel } from './run-cancel.ts';
import { addRunList } from './run-list.ts';
import { addRunShow } from './run-show.ts';
import { addRunStart } from './run-start.ts';
import { addRunWait } from './run-wait.ts';
import { addToken } from './token.ts';
import { addVersion } from './version.ts';
import { addWorkflowCompile } from './workflow-compile.ts';
import { addWorkflowValidate } from './workflow-validate.ts';

/** A noun of the command line and its verbs, in the order in which help shows them. */
interface Noun {
  readonly name: string;
  readonly description: string;
  readonly verbs: readonly AddCommand[];
}

/** Every `uwf <noun> <verb>`. */
export const NOUNS: readonly Noun[] = [
  { name: 'workflow', description: 'documents: check and compile them', verbs: [addWorkflowValidate, addWorkflowCompile] },
  { name: 'run', description: 'runs of a workflow: start, wait for, list, show and cancel them', verbs: [addRunStart, addRunWait, addRunList, addRunShow, addRunCancel] },
  { name: 'batch', description: 'many runs from one file', verbs: [addBatchRun] },
  { name: 'catalogue', description: 'functions that definitions may call', verbs: [addCatalogueExport] },
];

/** Every `uwf <verb>`. */
export const VERBS: readonly AddCommand[] = [addDemo, addDev, addToken, addVersion];
