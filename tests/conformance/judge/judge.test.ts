import { readPrograms } from './programs.ts';
import { describeWithJudge } from './suite.ts';

/** One of each shape, none of which waits; the whole list is for `npm run test:long`. */
const SHAPES = new Set([
  'own/catch--01-when',
  'own/event--01-emit-then-listen',
  'own/flow--07-end-applies-the-outputs-around',
  'own/for--08-loops-in-loops',
  'own/fork--05-an-error-of-a-branch-is-caught-outside',
  'own/raise--01-by-name-with-an-expression',
  'own/switch--01-the-first-that-holds',
]);

await describeWithJudge({
  name: 'another interpreter of ASL: a program of each shape',
  programs: readPrograms().filter(({ id }) => SHAPES.has(id)),
  levels: [1],
  timeoutMs: 120_000,
  mayInstall: process.env['CI'] === 'true',
});
