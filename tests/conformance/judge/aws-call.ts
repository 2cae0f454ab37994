import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** An answer of a service: its body, or the name and message of its error. */
export type AwsAnswer = { readonly ok: true; readonly body: JsonObject } | { readonly ok: false; readonly error: string; readonly message: string };

export interface AwsCall {
  readonly endpoint: string;
  /** As in the header: `AWSStepFunctions.StartExecution`. */
  readonly target: string;
  readonly body: JsonValue;
  readonly signal?: AbortSignal;
}

/** Nobody checks the signature there; the service and region are read from it. */
function authorization(target: string): string {
  const service = target.startsWith('AmazonSQS.') ? 'sqs' : 'states';
  return `AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`;
}

/** One call in the JSON protocol of AWS. */
export async function callAws({ endpoint, target, body, signal }: AwsCall): Promise<AwsAnswer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, authorization: authorization(target) },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const answer: { readonly __type?: string; readonly message?: string } & JsonObject = text === '' ? {} : JSON.parse(text);
  if (response.ok) return { ok: true, body: answer };
  return { ok: false, error: String(answer.__type ?? response.status), message: String(answer.message ?? '') };
}
