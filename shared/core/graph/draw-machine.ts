import type { AslMachine, AslScope, AslState } from '../asl/model.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { addEdge, addGroup, addNode, END, type Canvas } from './canvas.ts';
import type { ChartNode } from './model.ts';

const KINDS: { readonly [type in AslState['Type']]: ChartNode['kind'] } = {
  Pass: 'work',
  Task: 'work',
  Choice: 'decision',
  Wait: 'wait',
  Succeed: 'work',
  Fail: 'failure',
  Parallel: 'fork',
  Map: 'fork',
};

interface Place {
  /** Where the scope stands in the definition. */
  readonly pointer: string;
  readonly group: string | undefined;
  /** Where the flow goes when the scope ends. */
  readonly end: string;
}

/** Draws the states of a machine of Amazon States Language; gives the id of the first. */
export function drawMachine(canvas: Canvas, machine: AslMachine, pointer: string): string {
  return drawScope(canvas, machine, { pointer, group: undefined, end: END }) ?? END;
}

function drawScope(canvas: Canvas, scope: AslScope, place: Place): string | undefined {
  const names = Object.keys(scope.States);
  const ids = new Map(names.map((name) => [name, drawNode(canvas, { name, state: scope.States[name], place })]));
  for (const [name, state] of Object.entries(scope.States)) {
    const from = ids.get(name);
    if (from !== undefined) drawWays(canvas, { from, state, idOf: (target) => ids.get(target), end: place.end });
    if (from !== undefined) drawInner(canvas, { name, state, from, place });
  }
  return ids.get(scope.StartAt);
}

function drawNode(canvas: Canvas, { name, state, place }: { readonly name: string; readonly state: AslState | undefined; readonly place: Place }): string {
  const type = state?.Type ?? 'Pass';
  const resource = state?.Type === 'Task' ? [state.Resource] : [];
  return addNode(canvas, { kind: KINDS[type], lines: [name, type, ...resource], pointer: appendPointer(place.pointer, 'States', name), group: place.group });
}

interface Ways {
  readonly from: string;
  readonly state: AslState;
  readonly idOf: (name: string) => string | undefined;
  readonly end: string;
}

function drawWays(canvas: Canvas, { from, state, idOf, end }: Ways): void {
  const lead = (target: string | undefined, kind: 'flow' | 'error', label?: string): void => {
    const to = target === undefined ? end : idOf(target);
    if (to !== undefined) addEdge(canvas, { from, to, kind, ...(label === undefined ? {} : { label }) });
  };
  if (state.Type === 'Choice') {
    state.Choices.forEach((rule, index) => lead(rule.Next, 'flow', `rule ${index + 1}`));
    if (state.Default !== undefined) lead(state.Default, 'flow', 'otherwise');
    return;
  }
  if (state.Type === 'Fail') return;
  lead(state.Type === 'Succeed' ? undefined : state.Next, 'flow');
  if ('Catch' in state) for (const catcher of state.Catch ?? []) lead(catcher.Next, 'error', catcher.ErrorEquals.join(', '));
}

/** The branches of a Parallel and the processor of a Map: a group for each, entered from the state and leading back to nothing. */
function drawInner(canvas: Canvas, { name, state, from, place }: { readonly name: string; readonly state: AslState; readonly from: string; readonly place: Place }): void {
  const at = appendPointer(place.pointer, 'States', name);
  for (const { title, scope, field } of innerScopes(state)) {
    const group = addGroup(canvas, `${title} ${name}`, place.group);
    const join = addNode(canvas, { kind: 'join', lines: ['done'], group });
    const entry = drawScope(canvas, scope, { pointer: at + field, group, end: join });
    if (entry !== undefined) addEdge(canvas, { from, to: entry, kind: 'flow', label: title });
  }
}

interface InnerScope {
  readonly title: string;
  readonly scope: AslScope;
  readonly field: string;
}

function innerScopes(state: AslState): readonly InnerScope[] {
  if (state.Type === 'Parallel') return state.Branches.map((scope, index) => ({ title: `branch ${index + 1} of`, scope, field: `/Branches/${index}` }));
  if (state.Type !== 'Map') return [];
  const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  const scope = state.ItemProcessor ?? state.Iterator;
  return scope === undefined ? [] : [{ title: 'for each item of', scope, field: `/${field}` }];
}
