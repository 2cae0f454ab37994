import { expressionOf, type AslCatcher, type AslDataFlow, type AslRetrier, type AslState, type ChoiceRule, type ChoiceState, type PathChoiceRule, type TaskState } from '../../asl/model.ts';
import { diagnosticWarning } from '../../kernel/diagnostic.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { parsed } from '../bind/parsed.ts';
import { isTotalTemplate } from '../bind/totality.ts';
import { pathOf } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import { END, type FieldOrigin, type Label, type StateDraft } from '../ir/model.ts';
import { errorHandling } from './catchers.ts';
import type { LoweringContext, Scope } from './context.ts';

/**
 * Lets a `try` catch an error of an expression in a state that ASL gives no `Catch`: the state runs as the one branch of a Parallel, which
 * has one, and hands over what it would have given out and assigned (mapping §4.6, §5.5 case 4). Only where a `try` around may catch such
 * an error and the expressions are not surely without. The Parallel takes the place of the state; what is exported before stays exported.
 */
export function contain(draft: StateDraft, scope: Scope, context: LoweringContext): readonly StateDraft[] {
  if (!isContainable(draft.state) || isTotalState(draft.state)) return [draft];
  const handling = errorHandling(scope, { source: { kind: 'expression' }, instance: draft.traits.pointer }, context);
  if (handling.Catch === undefined) return [draft];
  const enclosure = `enclosure_${context.builder.nextNumber('enclosure')}`;
  const place: Containment = { draft, enclosure, label: `${draft.label}?contained`, handling };
  if (draft.state.Type === 'Choice') return containChoice(place, draft.state);
  return containStep(place, draft.state) ?? [withWarning(draft, context)];
}

const STATE_INPUT = writeExpression(pathOf('states', 'input'));

type Step = Extract<AslState, { Type: 'Pass' | 'Wait' }>;

function isContainable(state: AslState): state is Step | ChoiceState {
  return state.Type === 'Pass' || state.Type === 'Wait' || state.Type === 'Choice';
}

function isTotalState(state: Step | ChoiceState): boolean {
  if (!isTotalFlow(state)) return false;
  if (state.Type === 'Choice') return state.Choices.every((rule) => isTotalCondition(rule) && isTotalFlow(rule));
  return state.Type === 'Pass' || expressionOf(state.Seconds) === undefined;
}

function isTotalFlow({ Output, Assign }: AslDataFlow): boolean {
  return isTotalTemplate(Output) && isTotalTemplate(Assign);
}

/** Conditions are made to give `true` or `false`; what they compute may still fail. */
function isTotalCondition({ Condition }: ChoiceRule | PathChoiceRule): boolean {
  return isTotalTemplate(Condition);
}

interface Containment {
  readonly draft: StateDraft;
  readonly enclosure: string;
  /** Label of the state inside. */
  readonly label: Label;
  readonly handling: { readonly Retry?: readonly AslRetrier[]; readonly Catch?: readonly AslCatcher[] };
}

/** A Pass or Wait and, inside, its twin for another zone. */
function containStep(place: Containment, state: Step): readonly StateDraft[] | undefined {
  const { draft, handling } = place;
  const twin = draft.evaluate;
  if (twin !== undefined && (twin.state.Next !== state.Next || keysOf(twin.state) !== keysOf(state))) return undefined;
  const names = Object.keys(state.Assign ?? {});
  const inner = innerDraft(place, toResult(state, STATE_INPUT));
  const evaluate = twin === undefined ? {} : { evaluate: { state: withoutRecovery(toResult(twin.state, writeExpression(parsed('$states.result')))), origins: twin.origins.map((origin) => moved(origin, names.length > 0)) } };
  const outer = outerDraft(place, { Type: 'Parallel', Branches: [], ...handling, ...fromResult(names, '$states.result[0]'), Next: state.Next ?? END });
  return [outer, { ...inner, ...evaluate, origins: draft.origins.map((origin) => moved(origin, names.length > 0)) }];
}

function keysOf({ Assign = {} }: AslDataFlow): string {
  return Object.keys(Assign).sort().join(' ');
}

function withoutRecovery({ Retry: _retry, Catch: _catch, ...state }: TaskState): TaskState {
  return state;
}

/** What a state gives out and assigns, as its output alone: the output, or `{o: output, v: variables}`. */
function toResult<T extends AslDataFlow & { readonly Next?: string }>(state: T, passes: JsonValue): T {
  const { Assign, Output, ...rest } = state;
  const own = resultOf({ ...(Assign === undefined ? {} : { Assign }), ...(Output === undefined ? {} : { Output }) }, passes);
  return { ...rest, Output: own, Next: END } as T;
}

function resultOf({ Assign, Output }: AslDataFlow, passes: JsonValue): JsonValue {
  const output = Output ?? passes;
  return Assign === undefined ? output : { o: output, v: Assign };
}

/** The inverse of {@link resultOf}, over what the branch gave. */
function fromResult(names: readonly string[], result: string): AslDataFlow {
  if (names.length === 0) return { Output: writeExpression(parsed(result)) };
  const assign: JsonObject = Object.fromEntries(names.map((name) => [name, writeExpression(parsed(`${result}.v.${name}`))]));
  return { Output: writeExpression(parsed(`${result}.o`)), Assign: assign };
}

function moved({ field, origin }: FieldOrigin, isEnveloped: boolean): FieldOrigin {
  if (!isEnveloped) return { field, origin };
  return { field: field.replace(/^\/Output/, '/Output/o').replace(/^\/Assign/, '/Output/v'), origin };
}

function innerDraft({ draft, enclosure, label }: Containment, state: AslState): StateDraft {
  const { opens: _opens, evaluate: _evaluate, ...rest } = draft;
  return { ...rest, label, enclosure, variant: `${draft.variant}.inner`, state };
}

/** The Parallel has the name of the state, and nothing that a worker could do. */
function outerDraft({ draft, enclosure, label }: Containment, state: AslState): StateDraft {
  const { evaluate: _evaluate, ...rest } = draft;
  const { pointer, priority } = draft.traits;
  return { ...rest, state, opens: [{ id: enclosure, start: label }], origins: [], traits: { pointer, priority, declassify: [] } };
}

/** A Choice says which of its ways it takes; a second one, which cannot fail, takes it. */
function containChoice(place: Containment, state: ChoiceState): readonly StateDraft[] {
  const { draft, handling } = place;
  const ways = [...state.Choices.map((rule): Way => ({ flow: flowOf(rule), next: rule.Next })), ...(state.Default === undefined ? [] : [{ flow: flowOf(state), next: state.Default }])];
  const told = ways.map(({ flow }, index): JsonValue => ({ c: index, r: resultOf(flow, STATE_INPUT) }));
  const rules = state.Choices.map((rule, index): ChoiceRule => ({ Condition: rule.Condition ?? false, Output: told[index] ?? null, Next: END }));
  const inner = innerDraft(place, { Type: 'Choice', Choices: rules, ...(state.Default === undefined ? {} : { Default: END, Output: told.at(-1) ?? null }) });
  const takenLabel = `${draft.label}?taken`;
  const outer = outerDraft(place, { Type: 'Parallel', Branches: [], ...handling, Output: writeExpression(parsed('$states.result[0]')), Next: takenLabel });
  return [outer, { ...inner, origins: draft.origins.map((origin) => movedInChoice(origin, ways)) }, takenDraft(place, takenLabel, ways)];
}

interface Way {
  readonly flow: AslDataFlow;
  readonly next: Label;
}

function flowOf({ Output, Assign }: AslDataFlow): AslDataFlow {
  return { ...(Output === undefined ? {} : { Output }), ...(Assign === undefined ? {} : { Assign }) };
}

function takenDraft({ draft }: Containment, label: Label, ways: readonly Way[]): StateDraft {
  const taken = ways.map(({ flow, next }) => ({ next, flow: fromResult(Object.keys(flow.Assign ?? {}), '$states.input.r') }));
  const last = taken.at(-1);
  const rules = taken.slice(0, -1).map(({ next, flow }, index): ChoiceRule => ({ Condition: writeExpression(parsed(`$states.input.c = ${index}`)), ...flow, Next: next }));
  const base = { ...draft, label, variant: `${draft.variant}.taken`, origins: [], traits: { ...draft.traits, declassify: [] } };
  if (rules.length === 0) return { ...base, state: { Type: 'Pass', ...last?.flow, Next: last?.next ?? END } };
  return { ...base, state: { Type: 'Choice', Choices: rules, Default: last?.next ?? END, ...last?.flow } };
}

function movedInChoice({ field, origin }: FieldOrigin, ways: readonly Way[]): FieldOrigin {
  const [, prefix = '', index, rest = ''] = /^(\/Choices\/(\d+))?(.*)$/.exec(field) ?? [];
  const way = index === undefined ? ways.at(-1) : ways[Number(index)];
  const inside = way?.flow.Assign === undefined ? rest.replace(/^\/Output/, '/Output/r') : rest.replace(/^\/Output/, '/Output/r/o').replace(/^\/Assign/, '/Output/r/v');
  return { field: `${prefix}${inside}`, origin };
}

/** A template with another way on when a worker evaluates it stays as it is. */
function withWarning(draft: StateDraft, { builder }: LoweringContext): StateDraft {
  builder.report(diagnosticWarning('UWF-2045', draft.traits.pointer, `An error of an expression of task '${draft.task}' is not caught by the try around it.`));
  return draft;
}
