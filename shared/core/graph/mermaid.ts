import type { Zone } from '../tier/tier.ts';
import type { ChartEdge, ChartGroup, ChartMark, ChartNode, FlowChart } from './model.ts';

/** Characters of one line of a label; what is longer ends in an ellipsis. */
const LABEL_CHARACTERS_MAX = 60;

/**
 * A chart as Mermaid text (flowchart): nodes coloured by zone, what matters for the data named in them, a thick border where sealed values go.
 * Text of the author is escaped, so that it can neither end a label nor become markup.
 */
export function toMermaid(chart: FlowChart): string {
  const lines = [
    'flowchart TD',
    `  accTitle: ${plainLine(chart.title)}`,
    ...contentOf(chart, undefined, '  '),
    ...chart.edges.map((edge) => `  ${edgeText(edge)}`),
    ...classLines(chart),
  ];
  return `${lines.join('\n')}\n`;
}

/** Nodes and groups of one group, in the order in which they were drawn. */
function contentOf(chart: FlowChart, group: string | undefined, indent: string): readonly string[] {
  const nodes = chart.nodes.filter((node) => node.group === group).map((node) => `${indent}${nodeText(node)}`);
  const groups = chart.groups.filter((one) => one.group === group).flatMap((one) => groupText(chart, one, indent));
  return [...nodes, ...groups];
}

function groupText(chart: FlowChart, { id, title }: ChartGroup, indent: string): readonly string[] {
  return [`${indent}subgraph ${id}["${escapeLine(title)}"]`, ...contentOf(chart, id, `${indent}  `), `${indent}end`];
}

const SHAPES: { readonly [kind in ChartNode['kind']]: readonly [string, string] } = {
  start: ['(["', '"])'],
  end: ['(["', '"])'],
  work: ['["', '"]'],
  decision: ['{{"', '"}}'],
  wait: ['("', '")'],
  failure: ['[["', '"]]'],
  fork: ['(("', '"))'],
  join: ['(("', '"))'],
};

const MARKS: { readonly [mark in ChartMark]: string } = { 'tier-1': 'gets Tier 1', 'tier-2': 'gets Tier 2', declassifies: 'declassifies', refused: 'refused' };

function nodeText({ id, kind, lines, marks, zone, pointer }: ChartNode): string {
  const [open, close] = SHAPES[kind];
  const zoneLine = zone === undefined || pointer === undefined ? [] : [zone];
  const markLine = [...zoneLine, ...marks.map((mark) => MARKS[mark])].join(' · ');
  return `${id}${open}${[...lines, ...(markLine === '' ? [] : [markLine])].map(escapeLine).join('<br>')}${close}`;
}

function edgeText({ from, to, label, kind }: ChartEdge): string {
  const arrow = kind === 'error' ? '-.->' : '-->';
  return `${from} ${arrow}${label === undefined ? '' : `|"${escapeLine(label)}"|`} ${to}`;
}

/** Text and background differ by at least 7:1 (WCAG 2.2 AAA); the zone also stands in the label, so that colour is not the only sign. */
const ZONE_STYLES: { readonly [zone in Zone]: { readonly name: string; readonly style: string } } = {
  'on-prem': { name: 'onPrem', style: 'fill:#fde2d2,stroke:#a33b00,color:#3d1600' },
  'private-cloud': { name: 'privateCloud', style: 'fill:#dbe9fb,stroke:#1b5aa6,color:#0a2747' },
  'public-cloud': { name: 'publicCloud', style: 'fill:#e3f3df,stroke:#2f7a1f,color:#123409' },
};

/** Only what is used. */
function classLines({ nodes }: FlowChart): readonly string[] {
  const classes = [
    ...Object.entries(ZONE_STYLES).map(([zone, { name, style }]) => ({ name, style, members: nodes.filter((node) => node.zone === zone) })),
    { name: 'sealed', style: 'stroke-width:3px', members: nodes.filter(({ marks }) => marks.includes('tier-1') || marks.includes('tier-2')) },
    { name: 'refused', style: 'fill:#ffd7d7,stroke:#b00020,stroke-width:3px,color:#4a000e', members: nodes.filter(({ marks }) => marks.includes('refused')) },
  ];
  return classes.flatMap(({ name, style, members }) => (members.length === 0 ? [] : [`  classDef ${name} ${style}`, `  class ${members.map(({ id }) => id).join(',')} ${name}`]));
}

/** `#` starts an entity of Mermaid, so it goes first. */
function escapeLine(text: string): string {
  const short = text.length > LABEL_CHARACTERS_MAX ? `${text.slice(0, LABEL_CHARACTERS_MAX - 1)}…` : text;
  return short.replace(/[#"<>&`\\]/gu, (character) => `#${character.codePointAt(0)};`).replace(/\p{C}/gu, ' ');
}

/** For a line of its own: nothing that Mermaid takes for syntax. */
function plainLine(text: string): string {
  return text.replace(/[^\p{L}\p{N} .@_+-]/gu, ' ');
}
