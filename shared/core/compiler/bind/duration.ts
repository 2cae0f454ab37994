import type { DurationSpec } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { applied } from './applied.ts';
import { bindExpression, type BindContext } from './bind.ts';
import type { Bindings } from './bindings.ts';
import { parsed } from './parsed.ts';
import { writeExpression } from './write.ts';

/** Seconds as a field of a state: a number, fractions included, or an expression that gives one. */
export function writeSeconds(duration: DurationSpec, bindings: Bindings, context: BindContext): number | string {
  if (duration.kind === 'milliseconds') return duration.value / 1000;
  return writeExpression(secondsOf(bindExpression({ text: duration.text, pointer: duration.pointer }, bindings, context)));
}

/** Seconds as an expression. */
export function secondsAst(duration: DurationSpec, bindings: Bindings, context: BindContext): ExpressionAst {
  if (duration.kind === 'milliseconds') return { kind: 'number', value: duration.value / 1000 };
  return secondsOf(bindExpression({ text: duration.text, pointer: duration.pointer }, bindings, context));
}

/**
 * Reads an ISO 8601 duration while the workflow runs: weeks, or days, hours, minutes and seconds. Years and months have no fixed
 * length and are refused (mapping §5.7). What is no duration raises an error, without quoting it.
 */
const SECONDS_OF_DURATION = `(
  $duration := $argument;
  $isDuration := $type($duration) = "string" and $contains($duration, /^P([0-9]+W|[0-9]+D(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?|T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)$/) and $contains($duration, /[0-9][WDHMS]$/);
  $date := $isDuration ? $substringBefore($duration & "T", "T") : $error("not an ISO 8601 duration of weeks, days, hours, minutes and seconds");
  $time := $contains($duration, "T") ? $substringAfter($duration, "T") : "";
  $part := function($text, $pattern) { ($found := $match($text, $pattern).match; $exists($found) ? $number($substring($found, 0, $length($found) - 1)) : 0) };
  $part($date, /[0-9]+W/) * 604800 + $part($date, /[0-9]+D/) * 86400 + $part($time, /[0-9]+H/) * 3600 + $part($time, /[0-9]+M/) * 60 + $part($time, /[0-9.]+S/)
)`;

const PATTERN: ExpressionAst = parsed(SECONDS_OF_DURATION);

function secondsOf(argument: ExpressionAst): ExpressionAst {
  return applied(PATTERN, argument);
}
