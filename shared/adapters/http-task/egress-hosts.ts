import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** Decides whether a URL's host may be called. */
export type EgressPolicy = (url: URL) => boolean;

/**
 * Default deny: only listed hosts. A pattern is a host name or address (`api.example.com`, `[::1]`) or `*.example.com` for everything beneath it,
 * with or without `:port`; without one every port is meant. Addresses are compared as the URL standard writes them, so that loopback
 * is reached only where it is listed as such. Errors: `UWF-5005` with every pattern that is none.
 */
export function createEgressPolicy(patterns: readonly string[]): EgressPolicy {
  const rules = patterns.map((text) => ({ text, rule: parsePattern(text) }));
  const broken = rules.filter(({ rule }) => rule === undefined).map(({ text }) => text);
  if (broken.length > 0) throw new UwfError('UWF-5005', `egress hosts that are no host patterns: ${broken.join(', ')}`);
  return (url) => isHttp(url) && rules.some(({ rule }) => rule !== undefined && matches(rule, url));
}

interface HostRule {
  readonly host: string;
  readonly beneath: boolean;
  readonly port?: string;
}

const PATTERN = /^(\*\.)?(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::(\d{1,5}))?$/iu;

function parsePattern(text: string): HostRule | undefined {
  const [, wildcard, host, port] = PATTERN.exec(text) ?? [];
  const canonical = host === undefined ? undefined : canonicalHost(host);
  if (canonical === undefined || (wildcard !== undefined && !canonical.includes('.'))) return undefined;
  return { host: canonical, beneath: wildcard !== undefined, ...(port === undefined ? {} : { port: String(Number(port)) }) };
}

function canonicalHost(host: string): string | undefined {
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : undefined;
}

function matches(rule: HostRule, url: URL): boolean {
  if (rule.port !== undefined && rule.port !== portOf(url)) return false;
  const host = url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname;
  return rule.beneath ? host.endsWith(`.${rule.host}`) : host === rule.host;
}

function portOf(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}

function isHttp(url: URL): boolean {
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}
