import type { ChartEdge, ChartGroup, ChartNode, FactsOf, FlowChart } from './model.ts';

/** A chart while it is drawn. Ids are given in the order of drawing. */
export interface Canvas {
  readonly factsOf: FactsOf;
  readonly nodes: ChartNode[];
  readonly groups: ChartGroup[];
  readonly edges: ChartEdge[];
}

/** Ids of the two points that every chart has; `end` is a word of Mermaid. */
const START = 'start';
/** Id of the point where the flow ends. */
export const END = 'finish';

/** An empty canvas. */
export function createCanvas(factsOf: FactsOf): Canvas {
  return { factsOf, nodes: [], groups: [], edges: [] };
}

/** What is drawn of one task. */
export interface NodeSpec {
  readonly kind: ChartNode['kind'];
  readonly lines: readonly string[];
  readonly pointer?: string;
  readonly group: string | undefined;
}

/** Draws a node and gives its id. */
export function addNode(canvas: Canvas, { kind, lines, pointer, group }: NodeSpec): string {
  const id = `n${canvas.nodes.length + 1}`;
  const facts = pointer === undefined ? { marks: [] } : canvas.factsOf(pointer);
  canvas.nodes.push({
    id,
    kind,
    lines,
    ...(pointer === undefined ? {} : { pointer }),
    ...(facts.zone === undefined ? {} : { zone: facts.zone }),
    marks: facts.marks,
    ...(group === undefined ? {} : { group }),
  });
  return id;
}

/** Opens a group and gives its id. */
export function addGroup(canvas: Canvas, title: string, group: string | undefined): string {
  const id = `g${canvas.groups.length + 1}`;
  canvas.groups.push({ id, title, ...(group === undefined ? {} : { group }) });
  return id;
}

/** Draws a way; the same way is drawn once. */
export function addEdge(canvas: Canvas, edge: ChartEdge): void {
  const isDrawn = canvas.edges.some((other) => other.from === edge.from && other.to === edge.to && other.label === edge.label && other.kind === edge.kind);
  if (!isDrawn) canvas.edges.push(edge);
}

/** The finished chart, with its start and, where something leads there, its end. */
export function finishChart(canvas: Canvas, { title, entry }: { readonly title: string; readonly entry: string }): FlowChart {
  const point = (id: string, kind: 'start' | 'end'): ChartNode => ({ id, kind, lines: [kind], marks: [] });
  const edges: readonly ChartEdge[] = [{ from: START, to: entry, kind: 'flow' }, ...canvas.edges];
  const end = edges.some((edge) => edge.to === END) ? [point(END, 'end')] : [];
  return { title, nodes: [point(START, 'start'), ...canvas.nodes, ...end], groups: canvas.groups, edges };
}
