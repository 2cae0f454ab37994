import { expect, test } from 'vitest';
import { toMermaid } from '#shared/core/graph/mermaid.ts';
import type { FlowChart } from '#shared/core/graph/model.ts';

const chart: FlowChart = {
  title: 'tests.chart@1.0.0',
  nodes: [
    { id: 'start', kind: 'start', lines: ['start'], marks: [] },
    { id: 'n1', kind: 'work', lines: ['check', 'call f'], pointer: '/do/0/check', zone: 'on-prem', marks: ['tier-1', 'declassifies'], group: 'g1' },
    { id: 'n2', kind: 'decision', lines: ['a"]; click n1 "x" #35; <b>&'], marks: [] },
  ],
  groups: [{ id: 'g1', title: 'try it' }],
  edges: [
    { from: 'start', to: 'n1', kind: 'flow' },
    { from: 'g1', to: 'n2', kind: 'error', label: '5"03' },
  ],
};

test('toMermaid() writes nodes in their groups, ways, and the classes that are used', () => {
  expect(toMermaid(chart)).toBe(
    [
      'flowchart TD',
      '  accTitle: tests.chart@1.0.0',
      '  start(["start"])',
      '  n2{{"a#34;]; click n1 #34;x#34; #35;35; #60;b#62;#38;"}}',
      '  subgraph g1["try it"]',
      '    n1["check<br>call f<br>on-prem · gets Tier 1 · declassifies"]',
      '  end',
      '  start --> n1',
      '  g1 -.->|"5#34;03"| n2',
      '  classDef onPrem fill:#fde2d2,stroke:#a33b00,color:#3d1600',
      '  class n1 onPrem',
      '  classDef sealed stroke-width:3px',
      '  class n1 sealed',
      '',
    ].join('\n'),
  );
});

test('toMermaid() cuts long labels and lets no control character through', () => {
  const text = toMermaid({ ...chart, nodes: [{ id: 'n1', kind: 'work', lines: [`${'x'.repeat(100)}`, 'a\nb\u202e'], marks: [] }], edges: [], groups: [] });
  expect(text).toContain(`n1["${'x'.repeat(59)}…<br>a b "]`);
});
