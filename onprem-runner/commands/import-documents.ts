import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { readStateMachine, validateStateMachine, type AslDiagnostic } from '#shared/core/asl/validate.ts';
import { formatDocument } from '#shared/core/definition/format/format.ts';
import { isDefinitionName, isSemanticVersion } from '#shared/core/definition/identity.ts';
import type { HeaderOptions } from '#shared/core/definition/import/header.ts';
import { importMachine } from '#shared/core/definition/import/import-machine.ts';
import { importSteps } from '#shared/core/definition/import/import-steps.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { renderDiagnostics } from '../output/diagnostics.ts';
import { printable } from '../output/printable.ts';
import { compileDocument, loadCompileSettings } from './compile-document.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';
import type { IdentityOptions, ImportOptions, ImportStepsOptions } from './tool-options.ts';

/** Makes a document of a state machine, and tells what the compiler says of it. */
export async function importStateMachine(context: CommandContext, file: string, options: ImportOptions): Promise<void> {
  const text = await textOf(context, file);
  const { diagnostics, result } = validateStateMachine(text, { type: 'STANDARD', resources: 'any', severity: 'WARNING' });
  tellAsl(context, file, diagnostics);
  if (result === 'FAIL') return context.end(EXIT_CODES.usage);
  if (options.asIs === true) return context.terminal.out(`valid  ${printable(file)}\n`);
  const machine = readStateMachine(text);
  if (!machine.ok) return context.end(EXIT_CODES.usage);
  const title = basename(file).replace(/(?:\.asl)?\.json$/u, '');
  const document = toYaml(importMachine(machine.value, { title: title === '-' ? 'workflow' : title, ...identityOf(options) }));
  if (options.out === undefined) context.terminal.out(document);
  else await writeFile(resolve(context.folder, options.out), document);
  await tellFindings(context, document, options);
  return undefined;
}

/** A machine that Step Functions takes may still need a catalogue, or be refused for its data flow: that is told, and is no reason not to import it. */
async function tellFindings(context: CommandContext, document: string, options: ImportOptions): Promise<void> {
  const { terminal } = context;
  const settings = await loadCompileSettings(context, options);
  const surroundings = { ...context, terminal: { ...terminal, readInput: () => Promise.resolve(new TextEncoder().encode(document)) } };
  const { source, outcome } = await compileDocument(surroundings, '-', settings);
  if (outcome.diagnostics.length > 0) terminal.tell(renderDiagnostics({ ...source, name: options.out ?? '(imported)' }, outcome.diagnostics, terminal.toldColours).trimEnd());
  terminal.tell(outcome.accepted ? `Imported; it compiles for ${settings.target.name}.` : `Imported; it does not compile for ${settings.target.name} yet.`);
}

function tellAsl({ terminal }: CommandContext, file: string, diagnostics: readonly AslDiagnostic[]): void {
  const { red, yellow, bold, cyan } = terminal.toldColours;
  for (const { severity, code, message, location } of diagnostics) {
    const mark = severity === 'ERROR' ? red : yellow;
    terminal.tell(`${mark(bold(`${severity.toLowerCase()}[${code}]`))}\n  ${cyan('-->')} ${printable(file)}${location === undefined ? '' : `  ${printable(location)}`}\n  ${printable(message.split('\n')[0] ?? '')}`);
  }
}

/** Makes a document of each step list; what cannot be converted is told by its place in the file. */
export async function importStepLists(context: CommandContext, file: string, options: ImportStepsOptions): Promise<void> {
  const lists = readLists(await textOf(context, file), file);
  if (lists.length > 1 && options.out === undefined) throw new CommandError('UWF-6002', `${file} has ${lists.length} step lists: name a folder with --out`);
  if (lists.length > 1 && options.name !== undefined) throw new CommandError('UWF-6002', `${file} has ${lists.length} step lists: they cannot all have the name given with --name`);
  const { terminal } = context;
  const names = new Set<string>();
  let refused = 0;
  for (const [index, list] of lists.entries()) {
    const imported = importSteps(list, { ...identityOf(options), ...(options.wholeSteps === true ? { wholeSteps: true } : {}) });
    const label = lists.length === 1 ? file : `${file} (list ${index + 1})`;
    if (imported.ok) await write(context, imported.value, { out: options.out, names });
    else {
      refused += 1;
      terminal.tell(renderDiagnostics({ name: label, text: '' }, imported.error, terminal.toldColours).trimEnd());
    }
  }
  terminal.tell(`${lists.length - refused} of ${lists.length} step lists imported`);
  context.end(refused === 0 ? EXIT_CODES.ok : EXIT_CODES.usage);
}

/** Two lists of one name become two files. */
async function write({ terminal, folder }: CommandContext, document: JsonObject, { out, names }: { readonly out: string | undefined; readonly names: Set<string> }): Promise<void> {
  if (out === undefined) return terminal.out(toYaml(document));
  const header = document['document'];
  const name = String(isJsonObject(header) ? header['name'] : 'workflow');
  let unique = name;
  for (let count = 2; names.has(unique); count += 1) unique = `${name}-${count}`;
  names.add(unique);
  const path = join(resolve(folder, out), `${unique}.yaml`);
  await mkdir(resolve(folder, out), { recursive: true });
  await writeFile(path, toYaml(unique === name ? document : { ...document, document: { ...(isJsonObject(header) ? header : {}), name: unique } }));
  terminal.tell(path);
}

async function textOf(context: CommandContext, file: string): Promise<string> {
  const text = decodeText(await readBytes(context, file));
  if (text === undefined) throw new CommandError('UWF-6007', `${file} is not UTF-8 text`);
  return text;
}

function readLists(text: string, file: string): readonly JsonValue[] {
  const whole = parseJson(text);
  if (whole !== undefined) return isJsonArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '').map(parseJson);
  const lists = lines.filter((line) => line !== undefined);
  if (lists.length === 0 || lists.length < lines.length) throw new CommandError('UWF-6007', `${file} is neither JSON nor one JSON value on each line`);
  return lists;
}

function parseJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function identityOf({ namespace, name, version }: IdentityOptions): HeaderOptions {
  for (const given of [namespace, name]) if (given !== undefined && !isDefinitionName(given)) throw new CommandError('UWF-6002', 'a name is 1 to 63 letters, digits and hyphens, not starting or ending with a hyphen');
  if (version !== undefined && !isSemanticVersion(version)) throw new CommandError('UWF-6002', 'a version is semantic, such as 1.0.0');
  return { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }) };
}

function toYaml(document: JsonObject): string {
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
  const formatted = formatDocument(text);
  return formatted.kind === 'unreadable' ? text : formatted.text;
}
