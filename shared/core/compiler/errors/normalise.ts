import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parsed } from '../bind/parsed.ts';
import { handlerErrors, type FallibleKind } from './possible.ts';
import { STANDARD_ERRORS } from './types.ts';

/** A caught error as ASL knows it: by which names it was caught, from which kind of state, and in which task. */
export interface CaughtError {
  readonly source: FallibleKind;
  /** The catcher's `ErrorEquals`. */
  readonly names: readonly string[];
  /** JSON Pointer of the task: `instance` of the DSL error. */
  readonly instance: string;
}

/**
 * The DSL error object of a caught error, for a catcher's `Assign` (mapping §4.6). A `Cause` is parsed only where this system wrote it:
 * for errors that the function declares, and for those of the HTTP worker; everything else becomes text in `detail`.
 */
export function normaliseError(caught: CaughtError): ExpressionAst {
  const instance = JSON.stringify(caught.instance);
  const cases = [...domainCase(caught, instance), ...systemCases(caught, instance)];
  const last = caught.names.includes(ERROR_NAMES.all) || cases.length === 0 ? runtimeError(instance) : (cases.pop()?.value ?? runtimeError(instance));
  return parsed(cases.reduceRight((rest, { test, value }) => `${test} ? ${value} : ${rest}`, last));
}

interface Case {
  readonly test: string;
  readonly value: string;
}

function domainCase({ source, names }: CaughtError, instance: string): Case[] {
  const told = '$parse($states.errorOutput.Cause)';
  // States inside of a scope say themselves which task they belong to.
  const value = source.kind === 'branches' ? `$merge([{"instance": ${instance}}, ${told}])` : `$merge([${told}, {"instance": ${instance}}])`;
  if (source.kind === 'evaluate' || source.kind === 'expression') return [];
  if (source.kind !== 'function') {
    const canOccur = names.some((name) => name === ERROR_NAMES.all || name.includes('#'));
    return canOccur ? [{ test: '$contains($string($states.errorOutput.Error), "#")', value }] : [];
  }
  const declared = handlerErrors(source.entry).map((error) => error.name).filter((name) => covers(names, name));
  return declared.length === 0 ? [] : [{ test: isOneOf(declared), value }];
}

function systemCases({ names }: CaughtError, instance: string): Case[] {
  const timeouts = [ERROR_NAMES.timeout, ERROR_NAMES.heartbeatTimeout].filter((name) => covers(names, name));
  return [
    ...(timeouts.length === 0 ? [] : [{ test: isOneOf(timeouts), value: `{"type": "${STANDARD_ERRORS.timeout}", "status": 408, "title": "Timeout", "instance": ${instance}}` }]),
    ...(covers(names, ERROR_NAMES.queryEvaluation)
      ? [
          {
            test: isOneOf([ERROR_NAMES.queryEvaluation]),
            value: `{"type": "${STANDARD_ERRORS.expression}", "status": 400, "title": "Expression error", "detail": $states.errorOutput.Cause, "instance": ${instance}}`,
          },
        ]
      : []),
  ];
}

function runtimeError(instance: string): string {
  return `{"type": "${STANDARD_ERRORS.runtime}", "status": 500, "title": $states.errorOutput.Error, "detail": $states.errorOutput.Cause, "instance": ${instance}}`;
}

function covers(names: readonly string[], name: string): boolean {
  return names.includes(ERROR_NAMES.all) || names.includes(name);
}

function isOneOf(names: readonly string[]): string {
  const [first, ...rest] = names.map((name) => JSON.stringify(name));
  return rest.length === 0 ? `$states.errorOutput.Error = ${first ?? '""'}` : `$states.errorOutput.Error in [${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}
