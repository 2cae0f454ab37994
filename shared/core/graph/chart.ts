import type { AslMachine } from '../asl/model.ts';
import { formatIdentity } from '../definition/identity.ts';
import type { Definition } from '../definition/model.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Evidence } from '../tier/evidence.ts';
import type { Placement } from '../tier/placement.ts';
import { isClearIn, type Tier, type Zone } from '../tier/tier.ts';
import { addEdge, createCanvas, END, finishChart, type Canvas } from './canvas.ts';
import { drawMachine } from './draw-machine.ts';
import { drawList } from './draw-tasks.ts';
import type { ChartMark, FactsOf, FlowChart } from './model.ts';

/** What is drawn: a definition, with what is known of its tasks. */
export interface ChartRequest {
  readonly definition: Definition;
  readonly factsOf: FactsOf;
}

/**
 * A definition as a picture: its tasks in the lists, branches and handlers in which they stand, and every way that the flow can take. A state
 * machine is drawn by its states. Equal definitions give equal charts.
 */
export function chartOf({ definition, factsOf }: ChartRequest): FlowChart {
  const canvas = createCanvas(factsOf);
  const entry = drawDefinition(canvas, definition);
  return finishChart(canvas, { title: formatIdentity(definition.identity), entry });
}

function drawDefinition(canvas: Canvas, { stateMachine, tasks }: Definition): string {
  if (stateMachine !== undefined) return drawMachine(canvas, parseDrawable(stateMachine.machine), stateMachine.pointer);
  const list = drawList(canvas, tasks, undefined);
  for (const { then: _then, ...way } of list?.exits ?? []) addEdge(canvas, { ...way, to: END });
  return list?.entry ?? END;
}

/** The fields that are drawn are checked where the definition is compiled; a machine that is not valid is not drawn. */
function parseDrawable(machine: JsonObject): AslMachine {
  return machine as unknown as AslMachine;
}

/** What a program says of its tasks. */
export interface PlacedProgram {
  readonly placement: Placement;
  readonly evidence: Evidence;
}

/** Facts from the proof: where each task runs, which sealed values it gets, and whether it lets something out. */
export function factsOfProgram({ placement, evidence }: PlacedProgram): FactsOf {
  const placed = Object.values(placement.tasks);
  const released = new Set(evidence.declassifications.map(({ task }) => task));
  return (pointer) => {
    const zones = placed.filter((task) => task.pointer === pointer).map((task) => task.zone);
    const tiers = new Set(evidence.flows.filter((flow) => flow.to === pointer).map(({ tier }) => tier));
    const zone = zones.find((one) => one !== placement.zone) ?? placement.zone;
    return { zone, marks: [...tierMarks(tiers, placement.zone), ...(released.has(pointer) ? ['declassifies' as const] : [])] };
  };
}

function tierMarks(tiers: ReadonlySet<Tier>, zone: Zone): readonly ChartMark[] {
  const sealed = ([1, 2] as const).filter((tier) => tiers.has(tier) && !isClearIn(tier, zone));
  return sealed.map((tier) => `tier-${tier}` as const);
}

/** Facts of a document that was refused: the tasks that errors are about. Zones are not known. */
export function factsOfFindings(diagnostics: readonly Diagnostic[]): FactsOf {
  const refused = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => diagnostic.pointer);
  return (pointer) => ({ marks: refused.some((place) => isOwn(place, pointer)) ? ['refused'] : [] });
}

/** True for a place in the task itself, not in a task inside of it. */
function isOwn(place: string, pointer: string): boolean {
  if (place === pointer) return true;
  return place.startsWith(`${pointer}/`) && !/\/\d+\//u.test(place.slice(pointer.length).replace(/\/switch\/\d+\//u, '/switch/'));
}
