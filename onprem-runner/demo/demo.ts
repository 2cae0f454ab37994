import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { catalogueOf } from '../handlers/catalogue.ts';
import { startDevelopment, type DevelopmentSystem } from '../dev/development.ts';
import { DEVELOPMENT_SCOPES, type DevelopmentSettings } from '../dev/settings.ts';
import type { SourceText } from '../output/diagnostics.ts';
import type { DemoOptions, DemoSummary } from './options.ts';
import { countIn, createSearch, type SearchReport } from './search.ts';
import { folderSource, textSource } from './scan/scan.ts';
import { submitAll, type Outcome } from './submit.ts';
import type { DemoTelling } from './tell.ts';
import { parseTransactions, valuesAt } from './transactions.ts';

/** Documents and data of the demonstration, read. */
export interface DemoMaterial {
  readonly transactions: SourceText;
  readonly workflow: SourceText;
  readonly definition: SourceText;
}

export interface DemoRequest {
  readonly options: DemoOptions;
  readonly material: DemoMaterial;
  readonly settings: Omit<DevelopmentSettings, 'observeHandlerInput'>;
  readonly tell: DemoTelling;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface DemoEnd {
  readonly summary: DemoSummary;
  readonly system: DevelopmentSystem;
  /** True when everything was as it should be. */
  readonly good: boolean;
}

/**
 * Starts both zones, runs the workflow on every transaction, searches the cloud zone for the Tier 1 values that were submitted, and compiles the
 * document that must be refused. The system goes on running; the caller stops it.
 */
export async function runDemo(request: DemoRequest): Promise<DemoEnd> {
  const started = request.now();
  const { tell, material } = request;
  const transactions = parseTransactions(material.transactions.name, material.transactions.text);
  const inputs: string[] = [];
  const system = await startDevelopment({ ...request.settings, observeHandlerInput: (input: JsonValue) => inputs.push(JSON.stringify(input)) });
  tell.started(system.api);
  const answers: string[] = [];
  const client = await connect(system, answers, tell);
  const registered = await client.definitions.register(material.workflow.text, 'application/yaml');
  const id = String(registered['versionId'] ?? registered['id']);
  tell.registered(id);
  const paths = await tier1Paths(client, id);
  const search = createSearch(valuesAt(transactions.map(({ input }) => input), paths), cloudSources(system, answers));
  await search.before();
  tell.submitting(transactions.length);
  const outcomes = await submitAll({ client, workflow: id, transactions, onProgress: (ended) => tell.progress(ended, transactions.length) });
  tell.outcomes(outcomes);
  const report = await search.after();
  const submitted = valuesAt(outcomes.flatMap((outcome) => (outcome.kind === 'ended' ? [outcome.transaction.input] : [])), paths);
  const foundOnPrem = await countIn(submitted, textSource('handler inputs', () => inputs));
  tell.searched({ values: submitted.length, report, foundOnPrem });
  const refusal = compileRefused(request);
  tell.refused(material.definition, refusal);
  const summary = summarise({ outcomes, tier1: submitted.length, report, refusal, seconds: (request.now() - started) / 1_000 });
  const isRefusedAsExpected = !request.options.expectsRefusal || summary.refused.length > 0;
  return { summary, system, good: report.hits.size === 0 && foundOnPrem === submitted.length && isRefusedAsExpected };
}

async function connect(system: DevelopmentSystem, answers: string[], tell: DemoTelling): Promise<WorkflowClient> {
  const token = await system.cloud.issuer.issueToken({ subject: 'demo', scopes: DEVELOPMENT_SCOPES });
  return createWorkflowClient({ baseUrl: system.api, token, fetch: recording(answers), onNotice: (notice) => tell.notice(notice.pointer) });
}

/** Keeps every answer with its headers: what the cloud side says is searched too. */
function recording(answers: string[]): typeof fetch {
  return async (resource, init) => {
    const answer = await fetch(resource, init);
    answers.push([...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n'), await answer.clone().text());
    return answer;
  };
}

/** Where the input holds Tier 1 data. It travels sealed; transient fields are never sent at all. */
async function tier1Paths(client: WorkflowClient, id: string): Promise<readonly (readonly string[])[]> {
  const { sealedFields } = await client.definitions.get(id);
  return sealedFields.filter((field) => field.tier === 1).map((field) => field.dataPath);
}

function cloudSources(system: DevelopmentSystem, answers: readonly string[]) {
  const folders = system.cloud.folders.map((folder, index) => folderSource(index === 0 ? 'files of the cloud zone (database, logs)' : 'files of its database', folder));
  const broker = system.brokerFolder === undefined ? [] : [folderSource('records of the broker between the zones', system.brokerFolder)];
  return [...folders, ...broker, { name: 'dump of its database, with the queue', chunks: () => system.cloud.dump() }, textSource('answers of its API', () => answers)];
}

function compileRefused({ material, settings }: DemoRequest): CompileOutcome {
  return compileDefinition({ text: material.definition.text, target: settings.target, catalogue: catalogueOf(settings.handlers) });
}

interface SummaryParts {
  readonly outcomes: readonly Outcome[];
  readonly tier1: number;
  readonly report: SearchReport;
  readonly refusal: CompileOutcome;
  readonly seconds: number;
}

function summarise({ outcomes, tier1, report, refusal, seconds }: SummaryParts): DemoSummary {
  const completed = outcomes.filter((outcome) => outcome.kind === 'ended' && outcome.status.status === 'COMPLETED').length;
  const errors = refusal.accepted ? [] : refusal.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return {
    submitted: outcomes.length,
    completed,
    failed: outcomes.length - completed,
    tier1Values: tier1,
    cloudBytesScanned: report.bytes,
    tier1Hits: report.hits.size,
    refused: errors.map(({ code, pointer }) => ({ code, pointer })),
    seconds: Math.round(seconds * 10) / 10,
  };
}
