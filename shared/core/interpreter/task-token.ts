import { decodeBase64, encodeBase64 } from '../expression/jsonata/base64.ts';

/** What `arn:….waitForTaskToken` ends with: the attempt is done when someone who was given its token says so. */
export const TOKEN_RESOURCE_SUFFIX = '.waitForTaskToken';

/** Each unit of a text as two bytes. */
function bytesOf(text: string): string {
  return Array.from({ length: text.length }, (_, at) => String.fromCharCode(text.charCodeAt(at) >> 8, text.charCodeAt(at) & 0xff)).join('');
}

function textOf(bytes: string): string {
  return Array.from({ length: bytes.length >> 1 }, (_, at) => String.fromCharCode((bytes.charCodeAt(at * 2) << 8) | bytes.charCodeAt(at * 2 + 1))).join('');
}

/**
 * The task token of an attempt: its id in a form that nobody is tempted to read or to build. It names the attempt and proves nothing by
 * itself; who may complete an attempt is for the shell to check.
 */
export function taskTokenOf(attemptId: string): string {
  return encodeBase64(bytesOf(attemptId)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The attempt that a token stands for; undefined for a text that is no token. */
export function attemptOfToken(token: string): string | undefined {
  const attemptId = textOf(decodeBase64(token));
  return attemptId.length > 0 && taskTokenOf(attemptId) === token ? attemptId : undefined;
}
