import { diagnosticError, diagnosticWarning, hasErrors, type Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkDocument } from './check/check-document.ts';
import { collectPlaces, memberOf } from './check/places.ts';
import { FINDINGS_MAX } from './limits.ts';
import type { Definition, DefinitionIdentity } from './model.ts';
import { readInput, readOutput } from './normalise/data-fields.ts';
import { readTimeout } from './normalise/duration.ts';
import { readDefaultPriority, readDefinitionMetadata } from './normalise/metadata.ts';
import { parsePresent } from './normalise/parse-present.ts';
import { refuse, type Reading } from './normalise/reading.ts';
import { readTasks } from './normalise/task.ts';
import { readUse } from './normalise/use.ts';
import type { ParsedDocument } from './parse.ts';

/** What became of a document: the definition when no finding is an error, and all findings in any case. */
export interface NormaliseOutcome {
  readonly definition?: Definition;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a document against the DSL (UWF-1020 to 1063) and turns it into its typed form. What is valid but not supported yet is
 * refused by name (UWF-1070 to 1073). All problems come at once, up to 200, in the order of the passes.
 */
export function normaliseDocument(parsed: Pick<ParsedDocument, 'json'>): NormaliseOutcome {
  const document = parsed.json;
  const header = memberOf(document, 'document');
  const reading: Reading = { findings: [], priority: readDefaultPriority(header) };
  const checked = checkDocument(document, collectPlaces(document));
  const definition = readDocument(reading, document);
  const diagnostics = capped([...checked, ...reading.findings]);
  return definition === undefined || hasErrors(diagnostics) ? { diagnostics } : { definition, diagnostics };
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
  refuseLanguage(reading, document);
  if (memberOf(document, 'schedule') !== undefined) {
    refuse(reading, '/schedule', 'schedule', 'Start the runs from outside, for example by cron with uwf batch run.');
  }
  const rest = {
    language: 'jsonata',
    input: readInput(reading, document, ''),
    output: readOutput(reading, document, ''),
    use: readUse(reading, document),
    tasks: readTasks(reading, memberOf(document, 'do'), '/do'),
    metadata: readDefinitionMetadata(reading, header),
    source: document,
    ...parsePresent<Partial<Pick<Definition, 'title' | 'summary' | 'timeout'>>>({
      title: text(document, 'title'),
      summary: text(document, 'summary'),
      timeout: readTimeout(reading, memberOf(document, 'timeout'), '/timeout'),
    }),
  } as const;
  return identity === undefined ? undefined : { identity, ...rest };
}

function readIdentity(document: JsonObject): DefinitionIdentity | undefined {
  const [namespace, name, version] = [text(document, 'namespace'), text(document, 'name'), text(document, 'version')];
  return namespace === undefined || name === undefined || version === undefined ? undefined : { namespace, name, version };
}

function text(document: JsonObject, field: string): string | undefined {
  const value = memberOf(memberOf(document, 'document'), field);
  return typeof value === 'string' ? value : undefined;
}

/** The DSL's own default is jq, so a document has to say that it means JSONata. */
function refuseLanguage(reading: Reading, document: JsonObject): void {
  const language = memberOf(memberOf(document, 'evaluate'), 'language');
  if (language === undefined) reading.findings.push(diagnosticError('UWF-1071', '', 'evaluate.language is absent, which means jq; add evaluate: {language: jsonata}'));
  if (language === 'jq') reading.findings.push(diagnosticError('UWF-1071', '/evaluate/language', 'expressions in jq are not supported yet; set evaluate: {language: jsonata}'));
}
