import { chartOf, factsOfFindings, factsOfProgram } from '#shared/core/graph/chart.ts';
import type { FlowChart } from '#shared/core/graph/model.ts';
import { toMermaid } from '#shared/core/graph/mermaid.ts';
import { readDefinition } from '#shared/core/definition/read.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { renderDiagnostics } from '../output/diagnostics.ts';
import { renderValue } from '../output/format.ts';
import { compileDocument, exitCodeOf, loadCompileSettings, type CompiledDocument } from './compile-document.ts';
import type { CommandContext } from './context.ts';
import type { ChartOptions } from './tool-options.ts';

/** Draws a document on stdout; what is wrong with it is told beside. */
export async function drawGraph(context: CommandContext, file: string, options: ChartOptions): Promise<void> {
  const { terminal } = context;
  // Every task keeps a state of its own, so that its zone is known.
  const settings = { ...(await loadCompileSettings(context, options)), optimisation: 0 } as const;
  const document = await compileDocument(context, file, settings);
  if (!document.outcome.accepted) terminal.tell(renderDiagnostics(document.source, document.outcome.diagnostics, terminal.toldColours).trimEnd());
  const chart = drawDocument(document);
  if (chart !== undefined) terminal.out(options.output === 'json' ? renderValue(toJson(chart), 'json') : toMermaid(chart));
  context.end(exitCodeOf(document.outcome));
}

/** Undefined when the document cannot be read so far that there is something to draw. */
function drawDocument({ source, outcome }: CompiledDocument): FlowChart | undefined {
  const definition = outcome.accepted ? readDefinition(source.text).definition : outcome.definition;
  if (definition === undefined) return undefined;
  return chartOf({ definition, factsOf: outcome.accepted ? factsOfProgram(outcome.program) : factsOfFindings(outcome.diagnostics) });
}

/** A chart is plain JSON; its types are interfaces. */
function toJson(chart: FlowChart): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(chart));
  return copy;
}
