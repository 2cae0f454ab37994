import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { loadProject, projectPath, type Project } from '#shared/config/load-project-config.ts';
import { createDetectors } from '#shared/core/egress/detectors.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { anonymousSchemaOf, checkAnonymityPlan } from '#shared/core/transfer/anonymity/check-plan.ts';
import type { ClassSummary } from '#shared/core/transfer/anonymity/class-counts.ts';
import { parseAnonymityPlan, type AnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import { TRANSFER_LIFE_SECONDS_MAX } from '#shared/core/transfer/limits.ts';
import { readRowSchema, tierFindings } from '#shared/core/transfer/row-schema.ts';
import { fingerprintOf, readBatchSecret } from '../batch/identity.ts';
import { openInputs } from '../batch/inputs.ts';
import { openSource, readRecords, type BatchSource } from '../batch/source.ts';
import { replaceFile } from '../batch/files.ts';
import { CommandError } from '../output/command-error.ts';
import { printRecord, renderValue } from '../output/format.ts';
import { withAnonymousRows } from '../transfer/anonymous-rows.ts';
import { composeExport, type ExportPorts } from '../transfer/compose.ts';
import { createRowScanner, findingsError, fittingRows, harmlessRows, rowsOfFile, type TransferRows } from '../transfer/rows.ts';
import { rowsOfRuns } from '../transfer/run-rows.ts';
import { writeSet, type SetRequest, type WrittenSet } from '../transfer/write-set.ts';
import type { CommandContext } from './context.ts';
import { openClient } from './open-client.ts';
import { readSchemaFile, readTreeFile, schemaDigest } from './transfer-documents.ts';
import type { ExportOptions } from './transfer-options.ts';

/** Everything that `uwf transfer export` does. */
export async function exportCommand(context: CommandContext, options: ExportOptions): Promise<void> {
  if ((options.from === undefined) === (options.fromRuns === undefined)) throw new CommandError('UWF-6002', 'either --from or --from-runs says which rows');
  if (options.expires > TRANSFER_LIFE_SECONDS_MAX * 1_000) throw new CommandError('UWF-6002', `--expires: at most ${TRANSFER_LIFE_SECONDS_MAX / 3_600} h`);
  const project = loadProject({ folder: context.folder, ...(options.config === undefined ? {} : { file: options.config }) });
  const schema = await readSchemaFile(context, options.schema);
  const plan = await readPlan(context, options, { schema, project });
  const ports = await composeExport({ keyFile: resolve(context.folder, options.key), recipient: await readTreeFile(context, options.recipient) });
  const source = options.from === undefined ? undefined : await openSource(context, options.from);
  try {
    const rows = fittingRows(await openRows(context, options, { source, schema }), { schema, validator: ports.validator });
    const exporting: Exporting = { context, options, project, schema, ports, ...(source === undefined ? {} : { source }) };
    await (plan === undefined ? exportRows(exporting, rows) : exportAnonymous(exporting, rows, plan));
  } finally {
    await source?.close();
  }
}

/** What rows may leave is decided before the first one is read. With a plan the schema is that of rows that still have their names. */
async function readPlan(context: CommandContext, options: ExportOptions, { schema, project }: { readonly schema: JsonObject; readonly project: Project }): Promise<AnonymityPlan | undefined> {
  const rowSchema = readRowSchema(schema);
  const findings = options.anonymise === undefined ? [...rowSchema.findings, ...tierFindings(rowSchema)] : rowSchema.findings;
  if (findings.length > 0) throw findingsError(options.schema, findings);
  if (options.anonymise === undefined) return undefined;
  const plan = parseAnonymityPlan(await readTreeFile(context, options.anonymise));
  if (!plan.ok) throw new CommandError('UWF-6007', [options.anonymise, ...plan.error.map(({ pointer, message }) => `${pointer}: ${message}`)].join('\n'));
  const { k, suppressionPercent } = project.config.anonymity;
  const checked = checkAnonymityPlan(plan.value, rowSchema, { kMin: k, suppressionMax: suppressionPercent / 100 });
  if (!checked.ok) throw findingsError(options.anonymise, checked.error);
  return plan.value;
}

async function openRows(context: CommandContext, options: ExportOptions, { source, schema }: { readonly source: BatchSource | undefined; readonly schema: JsonObject }): Promise<TransferRows> {
  if (source === undefined) return rowsOfRuns(await openClient(context, options), options.fromRuns ?? '');
  const file = await readRecords(source, options);
  return rowsOfFile(source.name, await openInputs({ name: source.name, file, delimiter: options.delimiter, schema }));
}

interface Exporting {
  readonly context: CommandContext;
  readonly options: ExportOptions;
  readonly project: Project;
  readonly schema: JsonObject;
  readonly ports: ExportPorts;
  readonly source?: BatchSource;
}

async function exportRows(exporting: Exporting, rows: TransferRows): Promise<void> {
  const { source, schema, ports, project } = exporting;
  const inputs = source?.digest === undefined ? randomBytes(32) : Buffer.from([Buffer.from(source.digest).toString('hex'), schemaDigest(schema), ports.sealer.recipient, ports.signer.sender].join('\u001f'));
  const secret = await readBatchSecret(projectPath(project, project.config.dataDirectory));
  tellSet(exporting, await writeSet(setOf(exporting, { rows, schema, fingerprint: fingerprintOf(secret, inputs) })));
}

async function exportAnonymous(exporting: Exporting, rows: TransferRows, plan: AnonymityPlan): Promise<void> {
  const { project, context, options } = exporting;
  const schema = anonymousSchemaOf(plan, exporting.schema);
  await withAnonymousRows({ plan, rows, folder: projectPath(project, project.config.dataDirectory) }, async (anonymous) => {
    const { summary } = anonymous;
    context.terminal.tell(`k = ${plan.k}: ${summary.rowsKept} of ${summary.rows} rows leave, in ${summary.classesKept} of ${summary.classes} classes; the smallest has ${summary.smallest} rows.`);
    const anonymity = { k: plan.k, rowsSuppressed: summary.rows - summary.rowsKept };
    const written = await writeSet(setOf(exporting, { rows: anonymous.rows, schema, fingerprint: randomUUID(), anonymity }));
    const schemaFile = join(resolve(context.folder, options.to), `${written.manifest.set}.schema.json`);
    await replaceFile(schemaFile, [renderValue(schema, 'json')]);
    context.terminal.tell(`Schema of the rows as they leave: ${schemaFile}`);
    tellSet(exporting, written, summary);
  });
}

interface SetParts {
  readonly rows: TransferRows;
  readonly schema: JsonObject;
  readonly fingerprint: string;
  readonly anonymity?: { readonly k: number; readonly rowsSuppressed: number };
}

const NAME_CHARACTERS = 16;

function setOf({ context, options, project, ports }: Exporting, { rows, schema, fingerprint, anonymity }: SetParts): SetRequest {
  const detectors = createDetectors();
  assert(detectors.ok, 'the detectors that are always there can be made');
  const { environment, tenant } = project.config;
  return {
    rows: harmlessRows(rows, createRowScanner(detectors.value)),
    sealer: ports.sealer,
    signer: ports.signer,
    folder: resolve(context.folder, options.to),
    fingerprint: fingerprint.slice(0, NAME_CHARACTERS),
    newSetId: randomUUID,
    facts: { environment, tenant, schema: schemaDigest(schema), ...(anonymity === undefined ? {} : { anonymity }) },
    lifeSeconds: Math.floor(options.expires / 1_000),
    now: Date.now,
    onChunk: () => undefined,
  };
}

function tellSet({ context, options, ports }: Exporting, { manifest, folder, chunksKept }: WrittenSet, summary?: ClassSummary): void {
  const { set, rows, chunks, recipient, exp } = manifest;
  const anonymity = summary === undefined ? {} : { k: manifest.anonymity?.k ?? 0, classes: summary.classesKept, smallestClass: summary.smallest, rowsSuppressed: summary.rows - summary.rowsKept };
  if (chunksKept > 0) context.terminal.tell(`Gone on with: ${chunksKept} chunks were written before.`);
  printRecord(context.terminal, options.output, { set, rows, chunks: chunks.length, sender: ports.signer.sender, recipient, expires: new Date(exp * 1_000).toISOString(), ...anonymity, folder });
}
