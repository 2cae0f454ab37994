import type { AzureRequest } from '../../azure/http-request.ts';
import { toApiRequest, toHttpResponse } from '../../azure/http-request.ts';
import type { ApiResponse } from '../../http/api-request.ts';
import { createApi } from '../../middleware/chain.ts';
import type { CloudForm, CloudFormOptions, CloudRefusal, WireRequest } from './cloud-form.ts';
import { AZURE_ANSWER_MS_MAX, AZURE_BODY_BYTES_MAX, AZURE_HEAD_BYTES_MAX } from './limits.ts';

/** The host of Azure Functions in front of the API: requests and answers as its Node worker hands them over. Tokens are checked by the function alone, as they are there. */
export function createAzureForm({ operations, ports }: CloudFormOptions): CloudForm {
  const api = createApi(operations, ports);
  return {
    limits: { bodyBytes: AZURE_BODY_BYTES_MAX, headBytes: AZURE_HEAD_BYTES_MAX, answerMs: AZURE_ANSWER_MS_MAX },
    refuse: (refusal) => ({ status: REFUSALS[refusal], headers: {}, body: '' }),
    answer: async (request) => toApiResponse(toHttpResponse(await api(await toApiRequest(toAzureRequest(request))), request.method)),
  };
}

/** The host has made an absolute URL of the target, and of repeated fields one. */
function toAzureRequest({ method, target, fields, body }: WireRequest): AzureRequest {
  const headers = new Headers();
  for (const [name, value] of fields) headers.append(name, value);
  const url = `https://${headers.get('host') ?? 'localhost'}${target}`;
  return { method, url, headers, body: body.byteLength === 0 ? null : new Blob([new Uint8Array(body)]).stream() };
}

function toApiResponse({ status, headers, body }: ReturnType<typeof toHttpResponse>): ApiResponse {
  return { status: Number(status ?? 200), headers: Object.fromEntries(new Headers({ ...headers })), body: typeof body === 'string' ? body : '' };
}

const REFUSALS: { readonly [refusal in CloudRefusal]: number } = { 'body-too-large': 413, 'head-too-large': 431, 'too-slow': 504, failed: 500 };
