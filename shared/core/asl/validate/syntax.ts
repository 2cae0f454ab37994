import { parseIntrinsic } from '../../expression/intrinsic/parse.ts';
import { parseJsonPath } from '../../expression/jsonpath/parse.ts';
import { parseReferencePath } from '../../expression/jsonpath/reference-path.ts';

/** True for text that Step Functions takes as a path: of the input (`$`), of the context object (`$$`), of a variable (`$name`). */
export function isJsonPath(value: string): boolean {
  return value.startsWith('$') && parseJsonPath(value).ok;
}

/** True for a path that names one node at most: names and indexes only (states-language.net, "Reference Paths"). */
export function isReferencePath(value: string): boolean {
  return value.startsWith('$') && parseReferencePath(value).ok;
}

/** True for a call of one of the intrinsic functions of ASL. */
export function isIntrinsicCall(value: string): boolean {
  return value.trimStart().startsWith('States.') && parseIntrinsic(value).ok;
}
