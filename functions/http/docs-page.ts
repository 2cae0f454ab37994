import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { DOCS_STYLE } from './docs-style.ts';
import { html, type Html } from './html.ts';

/**
 * The OpenAPI document as one page for people: self-contained, without JavaScript, readable with a screen reader and on paper. Whatever the
 * document says is on it, and nothing else.
 */
export function createDocsPage(document: JsonObject): string {
  const info = objectIn(document, 'info');
  const operations = operationsOf(document);
  const tags = listIn(document, 'tags').map((tag) => ({ name: textIn(tag, 'name'), description: textIn(tag, 'description') }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${textIn(info, 'title')}</title>
<style>${{ html: DOCS_STYLE }}</style>
</head>
<body>
<a class="skip" href="#operations">To the operations</a>
<header>
<h1>${textIn(info, 'title')} <small>${textIn(info, 'version')}</small></h1>
<p>${textIn(info, 'description')}</p>
<p>${securityText(document)} The same as data: <a href="/openapi.json">/openapi.json</a> (OpenAPI ${textIn(document, 'openapi')}).</p>
</header>
<nav aria-label="Operations"><ul>${operations.map(({ id, method, path }) => html`<li><a href="#${id}"><code><span class="${method}">${method}</span> ${path}</code></a></li>`)}</ul></nav>
<main id="operations">
${tags.map((tag) => sectionOf(tag, operations.filter((operation) => operation.tags.includes(tag.name))))}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${Object.entries(objectIn(objectIn(document, 'components'), 'schemas')).map(([name, schema]) => html`<details id="schema-${name}"><summary><code>${name}</code></summary>${jsonBlock(schema)}</details>
`)}</section>
<section aria-labelledby="problems"><h2 id="problems">Problems</h2>
<p>Every failure is a problem document (RFC 9457) with a stable <code>code</code> and the id of the request.</p>
<ul>${Object.values(objectIn(objectIn(document, 'components'), 'responses')).map((response) => html`<li>${textIn(response, 'description')}</li>`)}</ul></section>
</main>
</body>
</html>
`;
  return page.html;
}

interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly JsonValue[];
  readonly details: JsonObject;
}

function operationsOf(document: JsonObject): readonly DocumentedOperation[] {
  return Object.entries(objectIn(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(isJsonObject(item) ? item : {}).flatMap(([method, details]) =>
      isJsonObject(details) ? [{ id: textIn(details, 'operationId'), method: method.toUpperCase(), path, tags: listIn(details, 'tags'), details }] : [],
    ),
  );
}

function sectionOf({ name, description }: { readonly name: string; readonly description: string }, operations: readonly DocumentedOperation[]): Html {
  return html`<section aria-labelledby="tag-${name}"><h2 id="tag-${name}">${name}</h2><p>${description}</p>
${operations.map(articleOf)}</section>
`;
}

function articleOf({ id, method, path, details }: DocumentedOperation): Html {
  return html`<article aria-labelledby="${id}"><h3 id="${id}"><code><span class="${method}">${method}</span> ${path}</code></h3>
<p><strong>${textIn(details, 'summary')}.</strong> ${textIn(details, 'description')}</p>
<p>${accessText(details)}</p>
${parametersOf(details)}${bodyOf(details)}${responsesOf(details)}</article>
`;
}

function accessText(details: JsonObject): string {
  const [requirement] = listIn(details, 'security');
  const scopes = isJsonObject(requirement) ? Object.values(requirement).flatMap((scope) => (isJsonArray(scope) ? scope.map(String) : [])) : [];
  return requirement === undefined ? 'Needs no token.' : `Needs a token with the scope ${scopes.join(', ')}.`;
}

function securityText(document: JsonObject): string {
  return Object.values(objectIn(objectIn(document, 'components'), 'securitySchemes')).map((scheme) => textIn(scheme, 'description')).join(' ');
}

function parametersOf(details: JsonObject): Html | undefined {
  const parameters = listIn(details, 'parameters');
  if (parameters.length === 0) return undefined;
  return html`<table><caption>Parameters</caption><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Meaning</th><th scope="col">Example</th></tr></thead><tbody>
${parameters.map((parameter) => html`<tr><th scope="row"><code>${textIn(parameter, 'name')}</code>${isJsonObject(parameter) && parameter['required'] === true ? ' (required)' : ''}</th><td>${textIn(parameter, 'in')}</td><td>${textIn(parameter, 'description')}</td><td><code>${textIn(parameter, 'example')}</code></td></tr>
`)}</tbody></table>
`;
}

function bodyOf(details: JsonObject): Html | undefined {
  const body = details['requestBody'];
  if (!isJsonObject(body)) return undefined;
  const content = Object.entries(objectIn(body, 'content'));
  return html`<h4>Body</h4><p>${textIn(body, 'description')} ${body['required'] === true ? 'Required.' : ''} ${content.map(([type]) => html`<code>${type}</code> `)}</p>
${content.flatMap(([, media]) => contentOf(media))}`;
}

function contentOf(media: JsonValue): readonly Html[] {
  const examples = Object.entries(objectIn(media, 'examples')).map(([name, example]) => html`<details><summary>Example: ${name}</summary>${jsonBlock(isJsonObject(example) ? (example['value'] ?? null) : null)}</details>
`);
  const single = isJsonObject(media) && media['example'] !== undefined ? [html`<details><summary>Example</summary>${jsonBlock(media['example'])}</details>
`] : [];
  const schema = isJsonObject(media) && media['schema'] !== undefined ? [html`<details><summary>Schema</summary>${schemaOf(media['schema'])}</details>
`] : [];
  return [...examples, ...single, ...schema];
}

/** A schema that only refers to a shared one is a link to it. */
function schemaOf(schema: JsonValue): Html {
  const name = textIn(schema, '$ref').replace('#/components/schemas/', '');
  return name === '' ? jsonBlock(schema) : html`<p><a href="#schema-${name}"><code>${name}</code></a></p>`;
}

function responsesOf(details: JsonObject): Html {
  const rows = Object.entries(objectIn(details, 'responses')).map(([status, response]) => {
    const isProblem = isJsonObject(response) && response['$ref'] !== undefined;
    const media = Object.values(objectIn(response, 'content'));
    return html`<tr><th scope="row">${status}</th><td>${isProblem ? html`<a href="#problems">Problem</a>` : html`${textIn(response, 'description')}${media.flatMap(contentOf)}`}</td></tr>
`;
  });
  return html`<table><caption>Answers</caption><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>
${rows}</tbody></table>
`;
}

function jsonBlock(value: JsonValue): Html {
  return html`<pre><code>${JSON.stringify(value, null, 2)}</code></pre>`;
}

function objectIn(value: JsonValue | undefined, name: string): JsonObject {
  const member = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(member) ? member : {};
}

function listIn(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const member = isJsonObject(value) ? value[name] : undefined;
  return isJsonArray(member) ? member : [];
}

function textIn(value: JsonValue | undefined, name: string): string {
  const member = isJsonObject(value) ? value[name] : undefined;
  return typeof member === 'string' || typeof member === 'number' ? String(member) : '';
}
