import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import { renderDiagnostics, type SourceText } from '../output/diagnostics.ts';
import type { Terminal } from '../output/terminal.ts';
import { renderOutcomes } from './outcomes.ts';
import type { SearchReport } from './search.ts';
import type { Outcome } from './submit.ts';

export interface SearchedValues {
  readonly values: number;
  readonly report: SearchReport;
  readonly foundOnPrem: number;
}

/** What the demonstration says while it goes on. */
export interface DemoTelling {
  started(api: string): void;
  registered(id: string): void;
  notice(pointer: string): void;
  submitting(count: number): void;
  progress(ended: number, of: number): void;
  outcomes(outcomes: readonly Outcome[]): void;
  searched(searched: SearchedValues): void;
  refused(source: SourceText, outcome: CompileOutcome): void;
  next(api: string): void;
}

/** Tells a person. With `json`, everything goes to stderr, and stdout has the summary alone. */
export function createTelling(terminal: Terminal, json: boolean): DemoTelling {
  const colours = json ? terminal.toldColours : terminal.colours;
  const say = (text: string): void => (json ? terminal.tell(text) : terminal.out(`${text}\n`));
  const head = (number: number, text: string): void => say(`\n${colours.bold(`${number}. ${text}`)}`);
  const told = new Set<string>();
  let shownTenth = 0;
  return {
    started: (api) => {
      head(1, 'Two zones are running, each with a PostgreSQL of its own, joined by a message log alone');
      say(`   private-cloud  API, registry, engine, queue   ${api}`);
      say('   on-prem        runner, handlers, keys         (nothing of it can be reached from the cloud)');
    },
    registered: (id) => say(`   registered     ${id}`),
    notice: (pointer) => {
      if (!told.has(pointer)) say(`   left out       ${pointer}: transient, so the client never sends it`);
      told.add(pointer);
    },
    submitting: (count) => head(2, `${count} transactions, sealed by the client library before they leave`),
    progress: (ended, of) => {
      const tenth = Math.floor((ended * 10) / of);
      if (tenth > shownTenth) terminal.tell(`   ${ended} of ${of} ended`);
      shownTenth = tenth;
    },
    outcomes: (outcomes) => {
      head(3, 'How they ended, and where each step ran');
      say(renderOutcomes(outcomes, colours).trimEnd());
    },
    searched: (searched) => tellSearch({ say, head, searched }),
    refused: (source, outcome) => {
      head(5, `A document that would leak: ${source.name}`);
      if (outcome.accepted) say(colours.yellow('   accepted: no Tier 1 data can reach the cloud in this one'));
      else say(renderDiagnostics(source, outcome.diagnostics, colours).trimEnd());
    },
    next: (api) => tellNext(say, head, api),
  };
}

interface SearchTelling {
  readonly say: (text: string) => void;
  readonly head: (number: number, text: string) => void;
  readonly searched: SearchedValues;
}

function tellSearch({ say, head, searched: { values, report, foundOnPrem } }: SearchTelling): void {
  head(4, 'Every byte of the cloud zone, searched for the Tier 1 values that were submitted');
  say(`   cloud zone     ${report.hits.size} of ${values} found in ${(report.bytes / 1e6).toFixed(1)} MB (as they are, in JSON, base64, hex, URLs)`);
  say(`   counter-check  ${foundOnPrem} of ${values} found in what the on-prem handlers were given`);
  for (const place of report.places) say(`   FOUND          ${place.count} in ${place.source}`);
  for (const [source, found] of report.alreadyThere) say(`   not told apart ${found.size} in ${source}: they stood there before anything was submitted`);
}

function tellNext(say: (text: string) => void, head: (number: number, text: string) => void, api: string): void {
  head(6, 'Try next (the system goes on until Ctrl-C)');
  say(`   curl -H "Authorization: Bearer $(npx uwf token)" ${api}/api/workflows/list`);
  say('   npx uwf run list');
  say(`   ${api}/openapi.json`);
}
