import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';

/**
 * The JSON Pointer of a location as AWS writes it, such as `/States/a/b/Choices[0]/Next`: names in it are not escaped, so that only the document
 * tells where one ends. As far as the location leads into the document.
 */
export function pointerOfLocation(document: JsonValue, location: string): string {
  let node: JsonValue | undefined = document;
  let pointer = '';
  let rest = location;
  for (;;) {
    const step = nextStep(node, rest);
    if (step === undefined) return pointer;
    pointer = appendPointer(pointer, step.token);
    node = step.node;
    rest = rest.slice(step.length);
  }
}

interface Step {
  readonly token: string;
  readonly node: JsonValue | undefined;
  /** Characters of the location that the step takes. */
  readonly length: number;
}

function nextStep(node: JsonValue | undefined, rest: string): Step | undefined {
  if (isJsonArray(node)) {
    const index = /^\/?\[?(\d+)\]?/u.exec(rest);
    return index?.[1] === undefined ? undefined : { token: index[1], node: node[Number(index[1])], length: index[0].length };
  }
  if (!isJsonObject(node) || !rest.startsWith('/')) return undefined;
  const names = Object.keys(node).filter((name) => rest.startsWith(name, 1) && /^(?:$|[/[])/u.test(rest.slice(1 + name.length)));
  const longest = names.sort((left, right) => right.length - left.length)[0];
  return longest === undefined ? undefined : { token: longest, node: node[longest], length: 1 + longest.length };
}
