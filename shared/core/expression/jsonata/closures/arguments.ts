import type { BuiltInDefinition } from '../vendor/jsonata.mjs';
import { BUILT_IN_FUNCTIONS } from '../built-in.ts';
import { isList, isRecord } from './values.ts';

/** What a parameter makes of an argument that surely fits it; {@link UNSURE} when the library has to look. */
type Accept = (argument: unknown) => unknown;

/** The library decides what becomes of the arguments. */
const UNSURE: unique symbol = Symbol('unsure');

const TYPES: { readonly [letter: string]: (argument: unknown) => boolean } = {
  s: (argument) => typeof argument === 'string',
  n: (argument) => typeof argument === 'number',
  b: (argument) => typeof argument === 'boolean',
  o: isRecord,
  f: (argument) => typeof argument === 'function',
};

/** Puts arguments into their places, by the rules of the library's signatures; throws what it throws. */
export type Placement = (args: readonly unknown[], context: unknown) => readonly unknown[];

/**
 * How arguments of a built-in function are placed. When each has the type of the parameter in its place, that is their place, which most
 * calls need no more than a look for; only what is left out, or of another type, is for the library.
 */
export function placementOf(name: string, definition: BuiltInDefinition): Placement {
  const validate: Placement = (args, context) => definition.signature.validate(args, context);
  const parameters = parametersOf(BUILT_IN_FUNCTIONS.get(name)?.signature ?? '');
  if (parameters === undefined) return validate;
  const needed = parameters.filter(({ isOptional }) => !isOptional).length;
  return (args, context) => {
    if (args.length < needed || args.length > parameters.length) return validate(args, context);
    const placed: unknown[] = [];
    for (let index = 0; index < args.length; index += 1) {
      const accepted = parameters[index]?.accept(args[index]);
      if (accepted === UNSURE) return validate(args, context);
      placed.push(accepted);
    }
    return placed;
  };
}

interface Parameter {
  readonly accept: Accept;
  readonly isOptional: boolean;
}

/** Undefined where a parameter takes many arguments. A parameter that the context stands in for is needed: without it the library decides. */
function parametersOf(signature: string): readonly Parameter[] | undefined {
  const list = signature.slice(1, -1);
  const parameters: Parameter[] = [];
  const pattern = /(?:\(([a-z]+)\)|([a-z]))(<[^<>]*(?:<[^<>]*>)?[^<>]*>)?([-?+]?)|(:)/g;
  for (const [, choice, letter, subtype, mark, end] of list.matchAll(pattern)) {
    if (end !== undefined) break;
    if (mark === '+') return undefined;
    parameters.push({ accept: acceptOf(choice ?? letter ?? '', subtype), isOptional: mark === '?' });
  }
  return parameters;
}

function acceptOf(types: string, subtype: string | undefined): Accept {
  if (types === 'x') return (argument) => argument;
  if (types === 'j') return (argument) => (typeof argument === 'function' ? UNSURE : argument);
  if (types === 'a') return acceptArray(subtype?.slice(1, 2));
  const tests = [...types].flatMap((letter) => TYPES[letter] ?? []);
  return (argument) => (argument === undefined || tests.some((test) => test(argument)) ? argument : UNSURE);
}

/** A single value becomes an array of one; what an array holds is of one type when the signature says so. */
function acceptArray(itemType: string | undefined): Accept {
  const test = itemType === undefined ? undefined : TYPES[itemType];
  return (argument) => {
    if (argument === undefined) return argument;
    const items = isList(argument) ? argument : [argument];
    return test === undefined || items.every(test) ? items : UNSURE;
  };
}
