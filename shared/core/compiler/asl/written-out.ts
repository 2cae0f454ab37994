import { expressionOf, type QueryLanguage, type TaskState } from '../../asl/model.ts';
import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { EVALUATE_ARGUMENTS_KEY } from '../../tier/envelope.ts';

/** A Task of a resource of ours in a state machine that its author brings along. */
export interface OwnTask {
  readonly state: TaskState;
  /** Of the state in the document. */
  readonly pointer: string;
  readonly language: QueryLanguage;
}

/** What an executor takes as a program, or as a reference to a secret, by the resource: paths into the arguments. */
const WRITTEN_OUT: { readonly [resource: string]: readonly (readonly string[])[] | undefined } = {
  'uwf:evaluate': [['template']],
  'uwf:validate': [['schema']],
  'uwf:http': [['authentication'], ['secretHeaders']],
  'uwf:listen': [['strategy']],
  'uwf:subscribe': [['strategy']],
  'uwf:run-workflow': [['namespace'], ['name'], ['version']],
  'uwf:run-script': [['process']],
  'uwf:run-shell': [['process']],
  'uwf:run-container': [['process']],
};

/** Parts of these where data belongs: nothing in them is ever executed or looked up. */
const DATA = /^\/process\/[a-z]+\/(?:stdin|arguments)$|\/correlate\/[^/]+\/expect$/u;

/**
 * The compiler itself writes no expression into code, templates, schemas, filters of events, credentials and environments that could
 * give a reference to a secret; authors of state machines can. With data in such a place, whoever sends the data would choose what runs inside the
 * bank, or which secret is used: it is refused, and so are the compiler's own envelopes. Whatever else the arguments hold is data.
 */
export function checkWrittenOut({ state, language, pointer }: OwnTask): readonly Diagnostic[] {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = state[field];
  const place: Place = { language, root: appendPointer(pointer, field), pointer: '' };
  const paths = WRITTEN_OUT[state.Resource] ?? [];
  const problems = new Set(paths.flatMap((path) => problemsAlong(given, path, place)));
  return [...reserved(given, place), ...[...problems].map(toDiagnostic)];
}

/** Envelopes are for templates that the proof has moved to a worker. No function of the catalogue gets one from an author either. */
export function reservedArguments({ state, language, pointer }: OwnTask): readonly Diagnostic[] {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  return reserved(state[field], { language, root: appendPointer(pointer, field), pointer: '' });
}

interface Place {
  readonly language: QueryLanguage;
  /** Of the arguments in the document. */
  readonly root: string;
  /** Into the arguments. */
  readonly pointer: string;
}

const PATH_SUFFIX = '.$';

function reserved(given: JsonValue | undefined, { root }: Place): readonly Diagnostic[] {
  const names = isJsonObject(given) ? [EVALUATE_ARGUMENTS_KEY, EVALUATE_ARGUMENTS_KEY + PATH_SUFFIX].filter((name) => Object.hasOwn(given, name)) : [];
  return names.map((name) => diagnosticError('UWF-2033', appendPointer(root, name), `'${EVALUATE_ARGUMENTS_KEY}' is a reserved name.`));
}

function toDiagnostic(pointer: string): Diagnostic {
  return diagnosticError('UWF-3021', pointer, 'This part of the arguments comes from data.');
}

/** Places on the way to a part, and in it, that only data would fill. A part that is left out is none. */
function problemsAlong(value: JsonValue | undefined, path: readonly string[], place: Place): readonly string[] {
  const [name, ...rest] = path;
  if (name === undefined) return problemsIn(value, place);
  if (!isJsonObject(value)) return [place.root + place.pointer];
  if (place.language === 'JSONPath' && Object.hasOwn(value, name + PATH_SUFFIX)) return [place.root + appendPointer(place.pointer, name + PATH_SUFFIX)];
  return Object.hasOwn(value, name) ? problemsAlong(value[name], rest, { ...place, pointer: appendPointer(place.pointer, name) }) : [];
}

function problemsIn(value: JsonValue | undefined, place: Place): readonly string[] {
  if (value === undefined || DATA.test(place.pointer)) return [];
  if (place.language === 'JSONata' && expressionOf(value) !== undefined) return [place.root + place.pointer];
  const below = (name: string | number, member: JsonValue): readonly string[] => problemsIn(member, { ...place, pointer: appendPointer(place.pointer, name) });
  if (isJsonArray(value)) return value.flatMap((item, index) => below(index, item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => (isPath(name, place) ? problemAt(name, place) : below(name, member)));
}

function isPath(name: string, { language }: Place): boolean {
  return language === 'JSONPath' && name.endsWith(PATH_SUFFIX);
}

function problemAt(name: string, place: Place): readonly string[] {
  const isData = DATA.test(appendPointer(place.pointer, name.slice(0, -PATH_SUFFIX.length)));
  return isData ? [] : [place.root + appendPointer(place.pointer, name)];
}
