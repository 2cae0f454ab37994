import type { JqExpression } from './ast.ts';
import { lambda, withValue } from './bind-value.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { memberCode, operand, operation, primary, type Code } from './code.ts';
import { JQ_UPDATED_LEVELS_MAX } from './limits.ts';
import { binaryCode } from './operators.ts';
import { withDot, type JqScope } from './scope.ts';
import { freshVariable, helper, present, refuse, refuseConstruct, type Translator } from './translator.ts';
import { truth } from './truth.ts';

type Assign = Extract<JqExpression, { kind: 'assign' }>;

/** One step to what is assigned to. */
type Step = { readonly kind: 'field'; readonly name: string } | { readonly kind: 'items' };

/** New value of what a path leads to. An array when it may be nothing, which takes the place away. */
interface Change {
  readonly value: (old: Code) => Code;
  readonly isOptional: boolean;
}

/** `target operator value` for targets made of field names and `[]`: a copy of the input with the fields changed. */
export function assignCode(t: Translator, node: Assign, scope: JqScope): Code {
  const paths = pathsIn(node.target);
  if (paths === undefined) {
    return refuseConstruct(t, node, { construct: node.operator, reason: 'only fields and [] can be assigned to', suggestion: 'Use . + {field: …}, or |$|{"field": …}| in JSONata.' });
  }
  if (paths.some((path) => path.filter(({ kind }) => kind === 'items').length > JQ_UPDATED_LEVELS_MAX)) {
    return refuse(t, { kind: 'size', construct: node.operator, message: `[] stands more than ${JQ_UPDATED_LEVELS_MAX} times in what is assigned to.`, offset: node.offset });
  }
  if (node.operator === '|=') return applyAll(t, scope.dot, { paths, change: updateOf(t, node, scope) });
  return withValue(t, t.value(node.value, scope), (value) => applyAll(t, scope.dot, { paths, change: { value: (old) => computed(t, node, { old, value }), isOptional: false } }));
}

/** `del(path, …)` of fields. */
export function deleteCode(t: Translator, target: JqExpression, scope: JqScope): Code {
  const paths = pathsIn(target);
  if (paths === undefined || paths.some((path) => path.some(({ kind }) => kind === 'items'))) {
    return refuseConstruct(t, target, { construct: 'del/1', reason: 'only fields can be deleted', suggestion: 'Use map(select( … )) for items, or |$|{}, "field"| in JSONata.' });
  }
  return paths.reduce((value, path) => without(t, value, path), scope.dot);
}

function pathsIn(node: JqExpression): readonly (readonly Step[])[] | undefined {
  switch (node.kind) {
    case 'identity':
      return [[]];
    case 'comma': {
      const [left, right] = [pathsIn(node.left), pathsIn(node.right)];
      return left === undefined || right === undefined ? undefined : [...left, ...right];
    }
    case 'pipe': {
      const [left, right] = [pathsIn(node.left), pathsIn(node.right)];
      return left === undefined || right === undefined ? undefined : left.flatMap((start) => right.map((rest) => [...start, ...rest]));
    }
    case 'iterate':
      return pathsIn(node.target)?.map((path) => [...path, { kind: 'items' }]);
    case 'index': {
      const { key } = node;
      const name = key.kind === 'literal' && typeof key.value === 'string' ? key.value : undefined;
      return name === undefined ? undefined : pathsIn(node.target)?.map((path) => [...path, { kind: 'field', name }]);
    }
    default:
      return undefined;
  }
}

function updateOf(t: Translator, node: Assign, scope: JqScope): Change {
  if (isOne(cardinalityOf(node.value))) return { value: (old) => t.value(node.value, withDot(scope, old)), isOptional: false };
  return { value: (old) => t.stream(node.value, withDot(scope, old)), isOptional: true };
}

function computed(t: Translator, node: Assign, { old, value }: { readonly old: Code; readonly value: Code }): Code {
  switch (node.operator) {
    case '=':
    case '|=':
      return value;
    case '//=':
      return operation(`${operand(truth(t, old))} ? ${operand(old)} : ${operand(value)}`, 'any', value.isDefined);
    case '+=':
      return binaryCode(t, '+', { left: old, right: value });
    case '-=':
      return binaryCode(t, '-', { left: old, right: value });
    case '*=':
      return binaryCode(t, '*', { left: old, right: value });
    case '/=':
      return binaryCode(t, '/', { left: old, right: value });
    case '%=':
      return binaryCode(t, '%', { left: old, right: value });
  }
}

function applyAll(t: Translator, input: Code, by: { readonly paths: readonly (readonly Step[])[]; readonly change: Change }): Code {
  return by.paths.reduce((value, path) => changed(t, value, { path, change: by.change }), input);
}

function changed(t: Translator, value: Code, by: { readonly path: readonly Step[]; readonly change: Change }): Code {
  const [step, ...rest] = by.path;
  if (step === undefined) return whole(t, value, by.change);
  const inner = { path: rest, change: by.change };
  if (step.kind === 'items') return withValue(t, value, (list) => changedItems(t, list, inner));
  return withValue(t, value, (object) => changedField(t, object, { name: step.name, inner }));
}

/** The whole input: what an update may leave out has no place to be left out of. */
function whole(t: Translator, value: Code, change: Change): Code {
  const next = change.value(value);
  return change.isOptional ? helper(t, 'one', [next.text]) : next;
}

interface Inner {
  readonly path: readonly Step[];
  readonly change: Change;
}

function changedField(t: Translator, object: Code, by: { readonly name: string; readonly inner: Inner }): Code {
  const { name, inner } = by;
  const member = memberCode(object, name);
  const key = JSON.stringify(name);
  const base = helper(t, 'o', [object.text]).text;
  if (inner.path.length > 0 || !inner.change.isOptional) return primary(`$merge([${base}, {${key}: ${present(t, changed(t, member, inner))}}])`, 'object');
  return withValue(t, inner.change.value(member), (next) =>
    operation(`$count(${next.text}) = 0 ? ${helper(t, 'del', [object.text, key]).text} : $merge([${base}, {${key}: ${next.text}[0]}])`, 'object'),
  );
}

function changedItems(t: Translator, list: Code, inner: Inner): Code {
  const isOptional = inner.path.length === 0 && inner.change.isOptional;
  const next = (item: Code): Code => (isOptional ? inner.change.value(item) : changed(t, item, inner));
  const [item, key] = [freshVariable(t), freshVariable(t)];
  const member = isOptional
    ? withValue(t, next(item), (found) => primary(`($count(${found.text}) = 0 ? {} : {${key.text}: ${found.text}[0]})`, 'object')).text
    : `{${key.text}: ${present(t, next(item))}}`;
  const object = `$merge([$each(${list.text}, function(${item.text}, ${key.text}){${member}})[]])`;
  const array = isOptional
    ? helper(t, 'cat', [`[$map(${list.text}, ${lambda(t, (one) => withValue(t, next(one), (found) => primary(`[$filter(${found.text}, function($i, $k){$k = 0})[]]`, 'array')).text)})[]]`]).text
    : `[$map(${list.text}, ${lambda(t, (one) => present(t, next(one)))})[]]`;
  t.notes.raises = true;
  return operation(`$type(${list.text}) = "array" ? ${array} : $type(${list.text}) = "object" ? ${object} : $error("only arrays and objects have items")`, 'any');
}

/** `null` and what has no such field stay as they are. */
function without(t: Translator, value: Code, path: readonly Step[]): Code {
  const [step, ...rest] = path;
  if (step?.kind !== 'field') return value;
  t.notes.raises = true;
  const key = JSON.stringify(step.name);
  if (rest.length === 0) return helper(t, 'del', [value.text, key]);
  return withValue(t, value, (object) => {
    const member = memberCode(object, step.name);
    return operation(`${operand(member)} != null ? $merge([${object.text}, {${key}: ${present(t, without(t, member, rest))}}]) : ${present(t, object)}`, 'any');
  });
}
