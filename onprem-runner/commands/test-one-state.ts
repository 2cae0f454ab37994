import { statesOf } from '#shared/core/asl/scopes.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import { parseDocument } from '#shared/core/definition/parse.ts';
import { testState, type StateTest, type StateTestOutcome, type StateTestRefusal } from '#shared/core/interpreter/test-state/test-state.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { CommandError } from '../output/command-error.ts';
import { renderDiagnostics } from '../output/diagnostics.ts';
import { printRecord } from '../output/format.ts';
import { compileDocument, exitCodeOf, loadCompileSettings } from './compile-document.ts';
import type { CommandContext } from './context.ts';
import { decodeText, readBytes } from './read-text.ts';
import type { TestStateOptions } from './tool-options.ts';

/** A test is repeatable: it happens at this time, with this seed. */
const TESTED_AT = Date.parse('2026-01-01T00:00:00Z');
const SEED = 'uwf test state';

/** Tests one state and writes AWS's answer. Errors: `UWF-6001`, `UWF-6002` (no such state, or the state cannot be tested like this), `UWF-6007`. */
export async function testOneState(context: CommandContext, file: string, options: TestStateOptions): Promise<void> {
  const subject = await subjectOf(context, file, options);
  if (subject === undefined) return;
  const test: StateTest = { ...subject, ...(await requestOf(context, options)) };
  // Data on the command line is the caller's own, so causes may quote it, as AWS's do.
  const outcome = testState(test, { at: TESTED_AT, seed: SEED, causesQuoteValues: true, resources: 'any' });
  if ('exception' in outcome) throw refusal(outcome);
  printRecord(context.terminal, options.output, toJson(outcome));
  context.end(exitCodeOfTest(outcome));
}

function refusal({ exception, message }: StateTestRefusal): CommandError {
  return new CommandError('UWF-6002', `${exception}: ${message}`);
}

function exitCodeOfTest({ status }: StateTestOutcome): ExitCode {
  return status === 'SUCCEEDED' || status === 'CAUGHT_ERROR' ? EXIT_CODES.ok : EXIT_CODES.failed;
}

type TestSubject = Pick<StateTest, 'definition' | 'stateName'>;

/** The machine of a file as it is; a workflow document is compiled first. Undefined when it does not compile, which has been told then. */
async function subjectOf(context: CommandContext, file: string, options: TestStateOptions): Promise<TestSubject | undefined> {
  const bytes = await readBytes(context, file);
  const text = decodeText(bytes) ?? '';
  const parsed = parseDocument(text);
  const isDocument = parsed.ok && Object.hasOwn(parsed.value.json, 'document');
  if (!isDocument) return { definition: text, ...(options.state === undefined ? {} : { stateName: options.state }) };
  const surroundings = { ...context, terminal: { ...context.terminal, readInput: () => Promise.resolve(bytes) } };
  // Every task keeps a state of its own, so that it can be tested by its name.
  const { source, outcome } = await compileDocument(surroundings, file, { ...(await loadCompileSettings(context, options)), optimisation: 0 });
  if (outcome.accepted) return { definition: toJson(outcome.program.machine), ...stateOf(outcome.program, options.state) };
  context.terminal.tell(renderDiagnostics({ ...source, name: file }, outcome.diagnostics, context.terminal.toldColours).trimEnd());
  context.end(exitCodeOf(outcome));
  return undefined;
}

/** A state by its own name, else the state that does the work of the task of this name. */
function stateOf({ machine, sourceMap }: CompiledProgram, wanted: string | undefined): { readonly stateName?: string } {
  if (wanted === undefined) return {};
  const states = statesOf(machine).map(([name]) => name);
  if (states.includes(wanted)) return { stateName: wanted };
  const ofTask = states.filter((name) => sourceMap.states[name]?.task === wanted || sourceMap.states[name]?.pointer === wanted);
  const found = ofTask.find((name) => sourceMap.states[name]?.phase === 'body') ?? ofTask[0];
  if (found === undefined) throw new CommandError('UWF-6002', `there is no state or task of that name; states: ${states.join(', ')}`);
  return { stateName: found };
}

async function requestOf(context: CommandContext, options: TestStateOptions): Promise<Omit<StateTest, 'definition' | 'stateName'>> {
  const variables = await jsonOption(context, '--variables', options.variables);
  const contextObject = await jsonOption(context, '--context', options.context);
  const result = await jsonOption(context, '--mock', options.mock);
  if (variables !== undefined && !isJsonObject(variables)) throw new CommandError('UWF-6002', '--variables has to be an object');
  const [error, cause] = options.mockError ?? [];
  return {
    input: (await jsonOption(context, '--input', options.input)) ?? {},
    ...(variables === undefined ? {} : { variables }),
    ...(contextObject === undefined ? {} : { context: contextObject }),
    ...(result === undefined ? {} : { mock: { result: JSON.stringify(result) } }),
    ...(error === undefined ? {} : { mock: { errorOutput: { error, ...(cause === undefined ? {} : { cause }) } } }),
    ...(options.retrierRetryCount === undefined ? {} : { stateConfiguration: { retrierRetryCount: options.retrierRetryCount } }),
    ...(options.inspectionLevel === undefined ? {} : { inspectionLevel: options.inspectionLevel }),
  };
}

async function jsonOption(context: CommandContext, name: string, given: string | undefined): Promise<JsonValue | undefined> {
  if (given === undefined) return undefined;
  const text = given.startsWith('@') ? (decodeText(await readBytes(context, given.slice(1))) ?? '') : given;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch (error) {
    throw new CommandError('UWF-6002', `${name} is not JSON`, error);
  }
}

/** Plain JSON whose types are interfaces. */
function toJson(value: object): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value));
  return copy;
}
