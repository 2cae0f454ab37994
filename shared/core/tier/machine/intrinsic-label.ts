import type { IntrinsicArgument, IntrinsicCall, IntrinsicName } from '../../expression/intrinsic/model.ts';
import { parseIntrinsic } from '../../expression/intrinsic/parse.ts';
import { computedFrom, elementOf, inspect, inspectStructure, madeFrom, structureOf, type FlowRun } from '../flow/inspect.ts';
import { mergedObjects } from '../flow/merge.ts';
import { arrayLabel, flatten, scalarLabel, sensitivityOf, taintedBy, textLabel, tupleLabel, withoutPositions, type Label } from '../label.ts';
import { isClearIn } from '../tier.ts';
import { everything, labelOfPath, positionOf, type PathRoots } from './path-label.ts';

/** The label of an intrinsic function's value. One that does not parse reads everything that it could. */
export function labelOfIntrinsicText(run: FlowRun, text: string, roots: PathRoots): Label {
  const parsed = parseIntrinsic(text);
  return parsed.ok ? labelOfCall(run, parsed.value, roots) : everything(run, roots);
}

function labelOfCall(run: FlowRun, call: IntrinsicCall, roots: PathRoots): Label {
  const given = call.arguments.map((argument) => labelOfArgument(run, argument, roots));
  return RULES[call.name](run, given, call.arguments);
}

function labelOfArgument(run: FlowRun, argument: IntrinsicArgument, roots: PathRoots): Label {
  if (argument.kind === 'call') return labelOfCall(run, argument, roots);
  return argument.kind === 'path' ? labelOfPath(run, argument.path, roots) : scalarLabel(3);
}

type Rule = (run: FlowRun, given: readonly Label[], written: readonly IntrinsicArgument[]) => Label;

const NOTHING: Label = scalarLabel(3);

/** Reads all of its arguments; a scalar comes out. */
const computes: Rule = (run, given) => computedFrom(run, given, 'compute');

/** Reads all of its arguments; any JSON may come out. */
const makes: Rule = (run, given) => madeFrom(run, given, 'compute');

/** What stands sealed in the value only moves, as a part of the text; a value that is sealed as a whole becomes a quoted text of the same kind. */
const toText: Rule = (run, [value = NOTHING]) => {
  if (isClearIn(sensitivityOf(value), run.zone)) return computedFrom(run, [value], 'compute');
  return textLabel(value);
};

const fromText: Rule = (run, [text = NOTHING]) => {
  if (text.shape.kind !== 'text') return madeFrom(run, [text], 'compute');
  inspectStructure(run, text, 'compute');
  return taintedBy(text.shape.of, structureOf(text));
};

const itemOf: Rule = (run, [list = NOTHING, index = NOTHING], [, written]) => {
  inspect(run, index, 'compute');
  const position = written?.kind === 'literal' && typeof written.value === 'number' ? written.value : undefined;
  const item = position === undefined ? elementOf(run, list.shape.kind === 'array' ? list : flatten(list)) : positionOf(run, list, position);
  return taintedBy(item, index);
};

const lengthOf: Rule = (run, [list = NOTHING]) => {
  inspectStructure(run, list, 'iterate');
  return taintedBy(NOTHING, structureOf(list));
};

const partition: Rule = (run, [list = NOTHING, size = NOTHING]) => {
  inspect(run, size, 'compute');
  return taintedBy(taintedBy(arrayLabel(arrayLabel(elementOf(run, list))), structureOf(list)), size);
};

const unique: Rule = (run, [list = NOTHING]) => taintedBy(withoutPositions(list), computedFrom(run, [list], 'compare'));

const compares: Rule = (run, given) => computedFrom(run, given, 'compare');

const merge: Rule = (run, [left = NOTHING, right = NOTHING]) => mergedObjects(run, [left, right]);

const RULES: { readonly [name in IntrinsicName]: Rule } = {
  'States.Format': computes,
  'States.StringToJson': fromText,
  'States.JsonToString': toText,
  'States.Array': (_run, given) => tupleLabel(given),
  'States.ArrayPartition': partition,
  'States.ArrayContains': compares,
  'States.ArrayRange': makes,
  'States.ArrayGetItem': itemOf,
  'States.ArrayLength': lengthOf,
  'States.ArrayUnique': unique,
  'States.Base64Encode': computes,
  'States.Base64Decode': computes,
  'States.Hash': computes,
  'States.JsonMerge': merge,
  'States.MathRandom': computes,
  'States.MathAdd': computes,
  'States.StringSplit': makes,
  'States.UUID': computes,
};
