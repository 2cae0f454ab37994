import type { Operation } from '#functions/operations/operation.ts';
import type { TestRequest } from './requests.ts';

/** A request for an operation with every path variable filled in by its example. */
export function exampleRequest(operation: Operation): TestRequest {
  const target = operation.path.replaceAll(/\{(.+?)\}/gu, (_whole, name: string) => encodeURIComponent(String(operation.params[name]?.example)));
  const [json] = Object.values(operation.body?.examples ?? {});
  return { method: operation.method, target, ...(json === undefined ? {} : { json }) };
}
