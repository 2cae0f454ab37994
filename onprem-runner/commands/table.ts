import { addBatchRun } from './batch-run.ts';
import { addCatalogueExport } from './catalogue-export.ts';
import type { AddCommand } from './context.ts';
import { addDemo } from './demo.ts';
import { addDeploy } from './deploy.ts';
import { addDev } from './dev.ts';
import { addDlqDiscard } from './dlq-discard.ts';
import { addDlqList } from './dlq-list.ts';
import { addDlqReplay } from './dlq-replay.ts';
import { addDlqShow } from './dlq-show.ts';
import { addEventPublish } from './event-publish.ts';
import { addKafkaTopics } from './kafka-topics.ts';
import { addKeysInit } from './keys-init.ts';
import { addKeysRevoke } from './keys-revoke.ts';
import { addKeysRing } from './keys-ring.ts';
import { addKeysRotate } from './keys-rotate.ts';
import { addKeysSealing } from './keys-sealing.ts';
import { addKeysSecret } from './keys-secret.ts';
import { addKeysShow } from './keys-show.ts';
import { addLogList } from './log-list.ts';
import { addLogReplay } from './log-replay.ts';
import { addQuarantineDiscard } from './quarantine-discard.ts';
import { addQuarantineList } from './quarantine-list.ts';
import { addQuarantineRelease } from './quarantine-release.ts';
import { addQuarantineShow } from './quarantine-show.ts';
import { addRunnerDrain } from './runner-drain.ts';
import { addRunnerEnroll } from './runner-enroll.ts';
import { addRunnerRestored } from './runner-restored.ts';
import { addRunnerStart } from './runner-start.ts';
import { addRunnerStatus } from './runner-status.ts';
import { addRunCancel } from './run-cancel.ts';
import { addRunList } from './run-list.ts';
import { addRunRedrive } from './run-redrive.ts';
import { addRunShow } from './run-show.ts';
import { addRunStart } from './run-start.ts';
import { addRunWait } from './run-wait.ts';
import { addSchemaPrint } from './schema-print.ts';
import { addTestState } from './test-state.ts';
import { addToken } from './token.ts';
import { addVaultErase } from './vault-erase.ts';
import { addVaultRecipients } from './vault-recipients.ts';
import { addVaultReveal } from './vault-reveal.ts';
import { addVaultRewrap } from './vault-rewrap.ts';
import { addVaultStatus } from './vault-status.ts';
import { addVaultTokenise } from './vault-tokenise.ts';
import { addTransferExport } from './transfer-export.ts';
import { addTransferImport } from './transfer-import.ts';
import { addTransferKey } from './transfer-key.ts';
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
  { name: 'run', description: 'runs of a workflow: start, wait for, list, show, cancel and redrive them', verbs: [addRunStart, addRunWait, addRunList, addRunShow, addRunCancel, addRunRedrive] },
  { name: 'event', description: 'events that workflows listen for', verbs: [addEventPublish] },
  { name: 'batch', description: 'many runs from one file', verbs: [addBatchRun] },
  { name: 'transfer', description: 'rows that leave the bank for reporting, as signed and encrypted files', verbs: [addTransferExport, addTransferImport, addTransferKey] },
  { name: 'catalogue', description: 'functions that definitions may call', verbs: [addCatalogueExport] },
  { name: 'keys', description: 'keys that the zones sign and encrypt their messages with, and the ring of them', verbs: [addKeysInit, addKeysShow, addKeysRotate, addKeysRevoke, addKeysRing, addKeysSecret, addKeysSealing] },
  { name: 'vault', description: 'Tier 1 values of the on-prem zone: tokens, reveals, erasure, keys and the audit log', verbs: [addVaultTokenise, addVaultReveal, addVaultErase, addVaultRewrap, addVaultRecipients, addVaultStatus] },
  { name: 'quarantine', description: 'outputs that the egress guard did not let out of the bank', verbs: [addQuarantineList, addQuarantineShow, addQuarantineRelease, addQuarantineDiscard] },
  { name: 'runner', description: 'the runner of this machine: enrol, start, look at and drain it, and say that its store was restored', verbs: [addRunnerEnroll, addRunnerStart, addRunnerStatus, addRunnerDrain, addRunnerRestored] },
  { name: 'dlq', description: 'records between the zones that were refused as messages', verbs: [addDlqList, addDlqShow, addDlqReplay, addDlqDiscard] },
  { name: 'log', description: 'records between the zones: look at them, and give them to their readers again', verbs: [addLogList, addLogReplay] },
  { name: 'kafka', description: 'the cluster that joins the zones: its topics and access lists', verbs: [addKafkaTopics] },
  { name: 'schema', description: 'the JSON Schema of documents, for editors', verbs: [addSchemaPrint] },
];

/** Every `uwf <verb>`. */
export const VERBS: readonly AddCommand[] = [addDemo, addDev, addDeploy, addToken, addVersion];
