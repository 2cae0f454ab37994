import { createHash } from 'node:crypto';

/** Colours of text and background differ by at least 4.5:1 in both schemes (WCAG 2.2 AA). */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #f3f5f8; --line: #c9d1dc; --link: #0a4fa3; --get: #0b6b3a; --post: #8a3d00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebef; --paper: #14171b; --soft: #1f242b; --line: #414b58; --link: #8ec1ff; --get: #7fdcab; --post: #ffb98a } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 70rem; padding: 1rem 1.5rem 4rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
a { color: var(--link) }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -999rem }
.skip:focus { position: static }
nav ul { list-style: none; padding: 0; columns: 18rem }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1.25rem 1rem; margin: 1.25rem 0 }
h3 { overflow-wrap: anywhere }
code, pre { font: .9em/1.5 ui-monospace, monospace }
pre { background: var(--soft); padding: .75rem; overflow: auto; border-radius: .4rem }
.GET { color: var(--get) }
.POST { color: var(--post) }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top }
th { background: var(--soft) }
`;

/** The content security policy of a page with this style and nothing else: no script, no request, no frame. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(DOCS_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
