import { addBatchRun } from './batch-run.ts';
import { addCatalogueExport } from './catalogue-export.ts';
import type { AddCommand } from './context.ts';
import { addDemo } from './demo.ts';
import { addDev } from './dev.ts';
import { addEventPublish } from './event-publish.ts';
import { addRunCancel } from './run-cancel.ts';
import { addRunList } from './run-list.ts';
import { addRunShow } from './run-show.ts';
import { addRunStart } from './run-start.ts';
import { addRunWait } from './run-wait.ts';
import { addSchemaPrint } from './schema-print.ts';
import { addTestState } from './test-state.ts';
import { addToken } from './token.ts';
import { addVersion } from './version.ts';
import { addWorkflowCompile } from './workflow-compile.ts';
import { addWorkflowDiff } from './workflow-diff.ts';
import { addWorkflowFmt } from './workflow-fmt.ts';
import { addWorkflowGraph } from './workflow-graph.ts';
import { addWorkflowImport } from './workflow-import.ts';
import { addWorkflowTest } from './workflow-test.ts';
import { addWorkflowValidate } from './workflow-validate.ts';

/** A noun of the command line and its verbs, in the order in which help shows them. */
interface Noun {
  readonly name: string;
  readonly description: string;
  readonly verbs: readonly AddCommand[];
}

/** Every `uwf <noun> <verb>`. */
export const NOUNS: readonly Noun[] = [
  {
    name: 'workflow',
    description: 'documents: check, compile, draw, test, compare, format and import them',
    verbs: [addWorkflowValidate, addWorkflowCompile, addWorkflowGraph, addWorkflowTest, addWorkflowDiff, addWorkflowFmt, addWorkflowImport],
  },
  { name: 'test', description: 'parts of a workflow, alone', verbs: [addTestState] },
  { name: 'run', description: 'runs of a workflow: start, wait for, list, show and cancel them', verbs: [addRunStart, addRunWait, addRunList, addRunShow, addRunCancel] },
  { name: 'event', description: 'events that workflows listen for', verbs: [addEventPublish] },
  { name: 'batch', description: 'many runs from one file', verbs: [addBatchRun] },
  { name: 'catalogue', description: 'functions that definitions may call', verbs: [addCatalogueExport] },
  { name: 'schema', description: 'the JSON Schema of documents, for editors', verbs: [addSchemaPrint] },
];

/** Every `uwf <verb>`. */
export const VERBS: readonly AddCommand[] = [addDemo, addDev, addToken, addVersion];
