import { diagnosticError, diagnosticWarning, hasErrors, type Diagnostic } from '../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../kernel/json.ts';
import { checkDocument } from './check/check-document.ts';
import { collectPlaces, memberOf } from './check/places.ts';
import { FINDINGS_MAX } from './limits.ts';
import type { Definition, DefinitionIdentity, ExpressionLanguage } from './model.ts';
import { readInput, readOutput } from './normalise/data-fields.ts';
import { readTimeout } from './normalise/duration.ts';
import { readDefaultPriority, readDefinitionMetadata } from './normalise/metadata.ts';
import { parsePresent } from './normalise/parse-present.ts';
import type { Reading } from './normalise/reading.ts';
import { readSchedule } from './normalise/schedule.ts';
import { readTasks } from './normalise/task.ts';
import { readUse } from './normalise/use.ts';
import type { ParsedDocument } from './parse.ts';

/** What became of a document: the definition when no finding is an error, and all findings in any case. */
export interface NormaliseOutcome {
  readonly definition?: Definition;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a document against the DSL (UWF-1020 to 1064) and turns it into its typed form. What is valid but cannot be kept whole on any
 * runtime is refused by name (UWF-1070 to 1075). All problems come at once, up to 200, in the order of the passes.
 */
export function normaliseDocument(parsed: Pick<ParsedDocument, 'json'>): NormaliseOutcome {
  const document = parsed.json;
  if (isBareMachine(document)) return { diagnostics: [diagnosticError('UWF-1013', '/States', 'StartAt and States are fields of Amazon States Language')] };
  const header = memberOf(document, 'document');
  const reading: Reading = { findings: [], priority: readDefaultPriority(header) };
  const checked = checkDocument(document, collectPlaces(document));
  const definition = readDocument(reading, document);
  const diagnostics = capped([...checked, ...reading.findings]);
  return definition === undefined || hasErrors(diagnostics) ? { diagnostics } : { definition, diagnostics };
}

/** Amazon States Language without a definition around it. */
function isBareMachine(document: JsonObject): boolean {
  return Object.hasOwn(document, 'StartAt') && Object.hasOwn(document, 'States') && !Object.hasOwn(document, 'document');
}

function capped(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= FINDINGS_MAX) return diagnostics;
  // Errors first, so that none is hidden behind warnings.
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning');
  const message = `${diagnostics.length - FINDINGS_MAX + 1} more findings are not shown`;
  const rest = errors.length >= FINDINGS_MAX ? diagnosticError('UWF-1099', '', message) : diagnosticWarning('UWF-1099', '', message);
  return [...[...errors, ...warnings].slice(0, FINDINGS_MAX - 1), rest];
}

function readDocument(reading: Reading, document: JsonObject): Definition | undefined {
  const header = memberOf(document, 'document');
  const identity = readIdentity(document);
  const rest = {
    language: readLanguage(document),
    input: readInput(reading, document, ''),
    output: readOutput(reading, document, ''),
    use: readUse(reading, document),
    tasks: readTasks(reading, memberOf(document, 'do'), '/do'),
    metadata: readDefinitionMetadata(reading, header),
    source: document,
    ...parsePresent<Partial<Pick<Definition, 'title' | 'summary' | 'timeout' | 'schedule' | 'stateMachine'>>>({
      title: text(document, 'title'),
      summary: text(document, 'summary'),
      timeout: readTimeout(reading, memberOf(document, 'timeout'), '/timeout'),
      schedule: readSchedule(reading, document),
      stateMachine: readStateMachine(document),
    }),
  } as const;
  return identity === undefined ? undefined : { identity, ...rest };
}

/** The DSL's own default is jq (DSL "Evaluate"). */
function readLanguage(document: JsonObject): ExpressionLanguage {
  return memberOf(memberOf(document, 'evaluate'), 'language') === 'jsonata' ? 'jsonata' : 'jq';
}

/** A state machine stands in the document as it is; what Amazon States Language says of it is checked when it is compiled. */
function readStateMachine(document: JsonObject): Definition['stateMachine'] {
  const machine = memberOf(document, 'stateMachine');
  return isJsonObject(machine) ? { pointer: '/stateMachine', machine } : undefined;
}

function readIdentity(document: JsonObject): DefinitionIdentity | undefined {
  const [namespace, name, version] = [text(document, 'namespace'), text(document, 'name'), text(document, 'version')];
  return namespace === undefined || name === undefined || version === undefined ? undefined : { namespace, name, version };
}

function text(document: JsonObject, field: string): string | undefined {
  const value = memberOf(memberOf(document, 'document'), field);
  return typeof value === 'string' ? value : undefined;
}
