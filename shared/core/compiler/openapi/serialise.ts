import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { applied } from '../bind/applied.ts';
import { foldExpression } from '../bind/fold.ts';
import { parsed } from '../bind/parsed.ts';
import { constantValue, expressionValue, toAst, type BoundValue } from '../bind/value.ts';
import type { OpenApiParameter } from './model.ts';

/** Percent-encoding of RFC 3986: characters that `$encodeUrlComponent` leaves alone are encoded as well. */
const ENCODE = `$encode := function($item) { $replace($encodeUrlComponent($string($item)), /[!'()*]/, function($found) { $lookup({"!": "%21", "'": "%27", "(": "%28", ")": "%29", "*": "%2A"}, $found.match) }) };`;

/** The text of a path parameter in place of its name (OpenAPI 3 "Style Values"; RFC 6570). */
export function pathText(parameter: OpenApiParameter, value: BoundValue): BoundValue {
  return folded(applied(pathTemplate(parameter), toAst(value)), value.origin);
}

function pathTemplate({ name, style, explode }: OpenApiParameter): ExpressionAst {
  const prefix = style === 'label' ? '.' : style === 'matrix' ? `;${name}=` : '';
  const repeated = style === 'matrix' ? `;${name}=` : '.';
  const glue = style === 'simple' || !explode ? ',' : repeated;
  const pairs = explode ? '$encode($key) & "=" & $encode($item)' : '$encode($key) & "," & $encode($item)';
  const objectGlue = style === 'simple' || !explode ? ',' : style === 'matrix' ? ';' : '.';
  const objectPrefix = style === 'matrix' && explode ? ';' : prefix;
  return parsed(`(
    $value := $argument;
    ${ENCODE}
    $not($exists($value)) or $value = null ? $error(${JSON.stringify(`the path parameter ${name} has no value`)})
    : $type($value) = "array" ? ${JSON.stringify(prefix)} & $join([$map($value, $encode)], ${JSON.stringify(glue)})
    : $type($value) = "object" ? ${JSON.stringify(objectPrefix)} & $join([$each($value, function($item, $key) { ${pairs} })], ${JSON.stringify(objectGlue)})
    : ${JSON.stringify(prefix)} & $encode($value)
  )`);
}

const DELIMITERS: { readonly [style in OpenApiParameter['style']]: string } = {
  simple: ',', label: '.', matrix: ';', form: ',', spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\\t', deepObject: ',',
};

/** A value for query, header or cookie: an array that the executor repeats, or one text. Null leaves the parameter out. */
export function parameterText(parameter: OpenApiParameter, value: BoundValue): BoundValue {
  const delimiter = `"${DELIMITERS[parameter.style]}"`;
  const pairs = parameter.explode ? '$key & "=" & $string($item)' : '$key & "," & $string($item)';
  const isRepeated = parameter.in === 'query' && parameter.explode;
  const array = isRepeated ? '$value' : `$join([$map($value, $string)], ${delimiter})`;
  const template = parsed(`(
    $value := $argument;
    $not($exists($value)) ? null
    : $type($value) = "array" ? ${array}
    : $type($value) = "object" ? $join([$each($value, function($item, $key) { ${pairs} })], ",")
    : $value
  )`);
  return folded(applied(template, toAst(value)), value.origin);
}

/** True when the members of the value become parameters of their own. */
export function isSpread(parameter: OpenApiParameter): boolean {
  return parameter.in === 'query' && parameter.isObject && (parameter.style === 'deepObject' || (parameter.style === 'form' && parameter.explode));
}

/** The members of an object as parameters: `name[key]`, or just the keys. */
export function spreadParameters(parameter: OpenApiParameter, value: BoundValue): ExpressionAst {
  const key = parameter.style === 'deepObject' ? `${JSON.stringify(`${parameter.name}[`)} & $key & "]"` : '$key';
  return applied(parsed(`($value := $argument; $type($value) = "object" ? $merge([$each($value, function($item, $key) { {${key}: $item} })]) : {})`), toAst(value));
}

/** `application/x-www-form-urlencoded`. */
export function formText(value: BoundValue): BoundValue {
  const template = parsed(`(
    $value := $argument;
    ${ENCODE}
    $join([$each($value, function($item, $key) { $type($item) = "array" ? $join([$map($item, function($one) { $encode($key) & "=" & $encode($one) })], "&") : $encode($key) & "=" & $encode($item) })], "&")
  )`);
  return folded(applied(template, toAst(value)), value.origin);
}

/** The value itself where it is the same in every execution. */
export function folded(ast: ExpressionAst, origin: string): BoundValue {
  const result = foldExpression(ast);
  return result.kind === 'value' ? constantValue(result.value, origin) : expressionValue(ast, origin);
}
