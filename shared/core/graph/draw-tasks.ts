import type { FlowDirective, ForkTask, ListenTask, TaskNode, TryTask, SwitchTask, EventLoop } from '../definition/model.ts';
import { addEdge, addGroup, addNode, END, type Canvas } from './canvas.ts';
import { describeErrors, describeTask } from './describe-task.ts';
import type { ChartNode } from './model.ts';

/** A loose end of something that is drawn: where it comes from, and where the author says that it goes. */
interface Exit {
  readonly from: string;
  readonly label?: string;
  readonly kind: 'flow' | 'error';
  readonly then: FlowDirective;
}

/** Something drawn: where the flow enters it, and its loose ends. */
interface Drawn {
  readonly entry: string;
  readonly exits: readonly Exit[];
}

const CONTINUE: FlowDirective = { kind: 'continue' };

/** Draws a list of tasks; loose ends are those that leave the list. Undefined for an empty list. */
export function drawList(canvas: Canvas, tasks: readonly TaskNode[], group: string | undefined): Drawn | undefined {
  const drawn = tasks.map((task) => ({ name: task.name, ...drawTask(canvas, task, group) }));
  const [first] = drawn;
  if (first === undefined) return undefined;
  const exits = drawn.flatMap(({ exits: own }, index) => own.flatMap((exit) => leadOn(canvas, exit, { next: drawn[index + 1]?.entry, entryOf: (name) => drawn.find((one) => one.name === name)?.entry })));
  return { entry: first.entry, exits };
}

interface Ways {
  readonly next: string | undefined;
  readonly entryOf: (name: string) => string | undefined;
}

/** Leads a loose end on inside of its list, or hands it out when it leaves the list. */
function leadOn(canvas: Canvas, exit: Exit, { next, entryOf }: Ways): readonly Exit[] {
  const { then, ...way } = exit;
  if (then.kind === 'exit') return [{ ...way, then: CONTINUE }];
  const to = then.kind === 'end' ? END : then.kind === 'task' ? entryOf(then.name) : next;
  if (to === undefined) return [{ ...way, then: CONTINUE }];
  addEdge(canvas, { ...way, to });
  return [];
}

function drawTask(canvas: Canvas, task: TaskNode, group: string | undefined): Drawn {
  switch (task.kind) {
    case 'switch':
      return drawSwitch(canvas, task, group);
    case 'do':
      return drawInside(canvas, task, { title: `do ${task.name}`, tasks: task.tasks, group });
    case 'for':
      return drawInside(canvas, task, { title: `for each ${task.each}: ${task.name}`, tasks: task.tasks, group });
    case 'try':
      return drawTry(canvas, task, group);
    case 'fork':
      return drawFork(canvas, task, group);
    case 'listen':
      return drawLoop(canvas, task, task.foreach, group);
    case 'call-asyncapi':
      return drawLoop(canvas, task, task.subscription?.foreach, group);
    default:
      return drawWork(canvas, task, group);
  }
}

const KINDS: { readonly [kind in TaskNode['kind']]?: ChartNode['kind'] } = { wait: 'wait', listen: 'wait', raise: 'failure', switch: 'decision', fork: 'fork' };

function nodeOf(canvas: Canvas, task: TaskNode, group: string | undefined): string {
  const condition = task.if === undefined ? [] : ['if its condition holds'];
  return addNode(canvas, { kind: KINDS[task.kind] ?? 'work', lines: [task.name, describeTask(task), ...condition], pointer: task.pointer, group });
}

/** The flow ends at a task that raises, unless its condition can keep it from that. */
function drawWork(canvas: Canvas, task: TaskNode, group: string | undefined): Drawn {
  const id = nodeOf(canvas, task, group);
  const isEnd = task.kind === 'raise' && task.if === undefined;
  return { entry: id, exits: isEnd ? [] : [{ from: id, kind: 'flow', then: task.then }] };
}

function drawSwitch(canvas: Canvas, task: SwitchTask, group: string | undefined): Drawn {
  const id = nodeOf(canvas, task, group);
  const exits = task.cases.map((one): Exit => ({ from: id, label: one.name, kind: 'flow', then: one.then }));
  const hasDefault = task.cases.some((one) => one.when === undefined);
  const otherwise: readonly Exit[] = hasDefault && task.if === undefined ? [] : [{ from: id, label: 'otherwise', kind: 'flow', then: task.then }];
  return { entry: id, exits: [...exits, ...otherwise] };
}

interface Inside {
  readonly title: string;
  readonly tasks: readonly TaskNode[];
  readonly group: string | undefined;
}

/** A task that holds a list: drawn as a group; an empty one as a node. */
function drawInside(canvas: Canvas, task: TaskNode, { title, tasks, group }: Inside): Drawn {
  if (tasks.length === 0) return drawWork(canvas, task, group);
  const inner = addGroup(canvas, task.if === undefined ? title : `${title} (if its condition holds)`, group);
  return { entry: inner, exits: [], ...thenOf(drawList(canvas, tasks, inner), task) };
}

/** Whatever leaves the list inside goes where the task around it goes. */
function thenOf(list: Drawn | undefined, task: TaskNode): Partial<Drawn> {
  return list === undefined ? {} : { entry: list.entry, exits: list.exits.map((exit) => ({ ...exit, then: task.then })) };
}

function drawTry(canvas: Canvas, task: TryTask, group: string | undefined): Drawn {
  const { catch: caught } = task;
  const retries = caught.retry === undefined ? '' : ' with retries';
  const inside = addGroup(canvas, `try ${task.name}${retries}`, group);
  const list = drawList(canvas, task.tasks, inside);
  if (list === undefined) return drawWork(canvas, task, group);
  const label = describeErrors(caught.errors);
  const handler = caught.tasks === undefined || caught.tasks.length === 0 ? undefined : drawHandler(canvas, task, group);
  if (handler !== undefined) addEdge(canvas, { from: inside, to: handler.entry, label, kind: 'error' });
  // With retries only, the error goes on when they are exhausted (mapping §5.5).
  const isOver = handler === undefined && caught.retry !== undefined && caught.then.kind === 'continue';
  const swallowed: readonly Exit[] = isOver ? [] : [{ from: inside, label, kind: 'error', then: caught.then.kind === 'continue' ? task.then : caught.then }];
  const afterCatch = handler?.exits ?? swallowed;
  return { entry: list.entry, exits: [...list.exits.map((exit) => ({ ...exit, then: task.then })), ...afterCatch] };
}

function drawHandler(canvas: Canvas, task: TryTask, group: string | undefined): Drawn | undefined {
  const inside = addGroup(canvas, `catch ${task.name}`, group);
  const list = drawList(canvas, task.catch.tasks ?? [], inside);
  const then = task.catch.then.kind === 'continue' ? task.then : task.catch.then;
  return list === undefined ? undefined : { entry: list.entry, exits: list.exits.map((exit) => ({ ...exit, then })) };
}

function drawFork(canvas: Canvas, task: ForkTask, group: string | undefined): Drawn {
  const inside = addGroup(canvas, task.compete ? `fork ${task.name}: the first branch wins` : `fork ${task.name}`, group);
  const fork = addNode(canvas, { kind: 'fork', lines: ['fork'], pointer: task.pointer, group: inside });
  const branches = task.branches.map((branch) => drawList(canvas, [branch], inside));
  const join = addNode(canvas, { kind: 'join', lines: [task.compete ? 'first' : 'join'], group: inside });
  for (const branch of branches) {
    if (branch === undefined) continue;
    addEdge(canvas, { from: fork, to: branch.entry, kind: 'flow' });
    for (const { then: _then, ...way } of branch.exits) addEdge(canvas, { ...way, to: join });
  }
  return { entry: fork, exits: [{ from: join, kind: 'flow', then: task.then }] };
}

/** A task that does others for each event: the task, and a group behind it. */
function drawLoop(canvas: Canvas, task: ListenTask | Extract<TaskNode, { kind: 'call-asyncapi' }>, loop: EventLoop | undefined, group: string | undefined): Drawn {
  if (loop === undefined) return drawWork(canvas, task, group);
  const id = nodeOf(canvas, task, group);
  const inside = addGroup(canvas, `for each event ${loop.item}: ${task.name}`, group);
  const list = drawList(canvas, loop.tasks, inside);
  if (list === undefined) return { entry: id, exits: [{ from: id, kind: 'flow', then: task.then }] };
  addEdge(canvas, { from: id, to: list.entry, label: 'event', kind: 'flow' });
  for (const { then: _then, ...way } of list.exits) addEdge(canvas, { ...way, to: id });
  return { entry: id, exits: [{ from: id, label: 'done', kind: 'flow', then: task.then }] };
}
