import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { checkAdditions } from './check-additions.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFlow } from './check-flow.ts';
import { checkFunctionCycles, checkReferences } from './check-references.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkStructure } from './check-structure.ts';
import { checkVariables } from './check-variables.ts';
import type { Places } from './places.ts';

/**
 * Everything that makes a document a definition of the DSL, whether or not this system can run it yet. Goes on after every finding;
 * a part that is malformed is left out by the checks that come later.
 */
export function checkDocument(document: JsonObject, places: Places): readonly Diagnostic[] {
  return [
    ...checkStructure(document, places),
    ...checkFlow(places),
    ...checkReferences(document, places),
    ...checkFunctionCycles(document, places),
    ...checkSchemas(document, places),
    ...checkExpressions(document, places),
    ...checkVariables(places),
    ...checkSchedule(document),
    ...checkAdditions(places),
  ];
}
