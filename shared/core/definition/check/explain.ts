import { diagnosticError, type Diagnostic, type DiagnosticCode } from '../../kernel/diagnostic.ts';
import { appendPointer, pointerTokens } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { workflowSchema, type ValidatorFinding } from '../generated/validators.mjs';
import { didYouMean } from './similar.ts';
import { alternatives, kindOfValue, quoted, typeInWords } from './words.ts';

/** What a finding is about, before it has its code for good. */
interface Explanation {
  readonly code: DiagnosticCode;
  readonly pointer: string;
  readonly message: string;
}

/** Where a validated value stands, and which code findings at a place have instead of the general one. */
export interface ExplanationContext {
  readonly value: JsonValue;
  readonly pointer: string;
  /** Gets the pointer inside the value. */
  readonly codeAt?: (pointer: string) => DiagnosticCode | undefined;
}

/** Turns a validator's findings into diagnostics: one for each thing to mend, without the branches that were only tried. */
export function explainFindings(findings: readonly ValidatorFinding[], context: ExplanationContext): readonly Diagnostic[] {
  const seen = new Set<string>();
  return relevantFindings(findings.slice(0, EXPLAINED_FINDINGS_MAX)).flatMap((finding) => {
    const { code, pointer, message } = explain(finding, context.value);
    const key = `${pointer} ${message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [diagnosticError(context.codeAt?.(pointer) ?? code, context.pointer + pointer, message)];
  });
}

/** Findings of one validation that are looked at. */
const EXPLAINED_FINDINGS_MAX = 1_000;

/** `anyOf` is only used for forms of one scalar: one message for the place. Of a `oneOf`, the tried alternatives are noise, and so is `if`. */
function relevantFindings(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  const formPlaces = new Set(findings.filter((finding) => finding.keyword === 'anyOf').map((finding) => finding.instancePath));
  const told = new Set<string>();
  return findings.filter((finding) => {
    if (finding.keyword === 'if' || /\/(?:oneOf|anyOf)\/\d+\//u.test(finding.schemaPath)) return false;
    const place = [...formPlaces].find((path) => finding.instancePath === path || finding.instancePath.startsWith(`${path}/`));
    if (place === undefined) return isFirstOfScalar(finding, told);
    // The outermost `anyOf` of a place is reported last.
    return finding.keyword === 'anyOf' && finding === findings.findLast((other) => other.keyword === 'anyOf' && other.instancePath === place);
  });
}

/** Type, pattern and length of one scalar are one thing to mend when the schema says in words what it expects. */
function isFirstOfScalar(finding: ValidatorFinding, told: Set<string>): boolean {
  if (expectation(finding) === undefined || STRUCTURAL.has(finding.keyword)) return true;
  if (told.has(finding.instancePath)) return false;
  told.add(finding.instancePath);
  return true;
}

const STRUCTURAL: ReadonlySet<string> = new Set(['required', 'additionalProperties', 'unevaluatedProperties', 'oneOf']);

function expectation(finding: ValidatorFinding): string | undefined {
  const schema = finding.parentSchema;
  const expects = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'x-expects') : undefined;
  return typeof expects === 'string' ? expects : undefined;
}

function explain(finding: ValidatorFinding, root: JsonValue): Explanation {
  const pointer = finding.instancePath;
  const value = valueAt(root, pointer);
  switch (finding.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return explainUnknown(finding, pointer);
    case 'required':
      return { code: 'UWF-1021', pointer, message: `the field ${quoted(parameter(finding, 'missingProperty'))} is missing` };
    case 'dependentRequired':
      return { code: 'UWF-1021', pointer, message: `${quoted(parameter(finding, 'property'))} needs the field ${quoted(parameter(finding, 'missingProperty'))} beside it` };
    case 'oneOf':
      return { code: 'UWF-1024', pointer, message: expectation(finding) === undefined ? exactlyOne(finding) : `needed: ${expectation(finding)}` };
    case 'false schema':
      return { code: 'UWF-1024', pointer, message: 'the field does not go together with what stands beside it' };
    default:
      return explainValue(finding, value);
  }
}

function explainUnknown(finding: ValidatorFinding, parent: string): Explanation {
  const name = parameter(finding, finding.keyword === 'additionalProperties' ? 'additionalProperty' : 'unevaluatedProperty');
  const at = appendPointer(parent, name);
  if (name === 'certificate' && AUTHENTICATION.test(parent)) return { code: 'UWF-1075', pointer: at, message: 'certificates of the client are not taken from a definition' };
  return { code: 'UWF-1020', pointer: at, message: `the field ${quoted(name)} is not known here${didYouMean(name, knownFields(finding.parentSchema))}` };
}

/** Where a policy stands, by its pointer in the task or document. */
const AUTHENTICATION = /\/authentication$|^\/use\/authentications\/[^/]+$/u;

function explainValue(finding: ValidatorFinding, value: JsonValue | undefined): Explanation {
  const pointer = finding.instancePath;
  const expects = expectation(finding);
  if (finding.keyword === 'type') {
    return { code: 'UWF-1022', pointer, message: `the value is ${kindOfValue(value)}, but must be ${expects ?? typeInWords(finding.params['type'])}` };
  }
  return { code: 'UWF-1023', pointer, message: expects === undefined ? `the value must be ${limitInWords(finding)}` : `the value must be ${expects}` };
}

function limitInWords(finding: ValidatorFinding): string {
  const { params } = finding;
  switch (finding.keyword) {
    case 'enum':
      return Array.isArray(params['allowedValues']) ? `one of ${alternatives(params['allowedValues'].map(String))}` : 'another one';
    case 'const':
      return quoted(parameter(finding, 'allowedValue'));
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return `${String(params['comparison'])} ${String(params['limit'])}`;
    case 'minLength':
    case 'maxLength':
      return `at ${finding.keyword.startsWith('min') ? 'least' : 'most'} ${String(params['limit'])} characters long`;
    case 'minItems':
      return 'a list that is not empty';
    case 'minProperties':
      return 'an object that is not empty';
    case 'uniqueItems':
      return 'a list without equal items';
    case 'format':
      return `in the format '${parameter(finding, 'format')}'`;
    default:
      return 'another one';
  }
}

/** From the alternatives, which only list required fields. */
function exactlyOne(finding: ValidatorFinding): string {
  const schema = finding.parentSchema;
  const choices: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'oneOf') : undefined;
  const names = (Array.isArray(choices) ? choices : []).flatMap((choice: unknown) => requiredOf(choice));
  return `exactly one of the fields ${alternatives(names)} is needed`;
}

function requiredOf(schema: unknown): readonly string[] {
  const required: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'required') : undefined;
  return Array.isArray(required) ? required.map(String) : [];
}

/** Names that a schema node declares, also by `$ref`. */
function knownFields(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties: unknown = Reflect.get(schema, 'properties');
  const reference: unknown = Reflect.get(schema, '$ref');
  const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const referred = typeof reference === 'string' ? knownFields(workflowSchema.$defs[reference.replace('#/$defs/', '')]) : [];
  return [...own, ...referred];
}

function parameter(finding: ValidatorFinding, name: string): string {
  return String(finding.params[name]);
}

/** The value that a pointer names. */
export function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  return pointerTokens(pointer).reduce<JsonValue | undefined>((value, token) => {
    if (isJsonArray(value)) return value[Number(token)];
    return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }, root);
}
