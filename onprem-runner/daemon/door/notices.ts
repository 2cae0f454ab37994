import { commonClaims } from '#shared/application/door/message-claims.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { OPEN_ROWS_MAX_DEFAULT, type BankDoorPorts, type BankDoorSettings } from './settings.ts';

type NoticePorts = Pick<BankDoorPorts, 'clock' | 'ids' | 'incarnation' | 'writer' | 'log'>;

/**
 * Says that the site is there, with which incarnation of its store (protocol §8.4): at every start, before work is taken. The cloud then sends
 * again what a restore may have forgotten. Errors: `UWF-5002`, `UWF-5007`.
 */
export async function sayHello(ports: NoticePorts, settings: BankDoorSettings, hello: { readonly boot: string; readonly keys: readonly string[] }): Promise<void> {
  await tell(ports, settings, { typ: 'hello', ...hello });
}

/**
 * Says how many steps may be open at the site at once, and how many wait (protocol §10). `slots` is the site's own bound: what is open counts
 * against it in the cloud. Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`.
 */
export async function tellCredit(ports: NoticePorts & Pick<BankDoorPorts, 'inbox'>, settings: BankDoorSettings, site: { readonly slots?: number } = {}): Promise<void> {
  const counts = await ports.inbox.counts({ rin: await ports.incarnation.current() });
  const lag = counts.filter(({ state }) => state === 'ready').reduce((sum, { count }) => sum + count, 0);
  await tell(ports, settings, { typ: 'credit', slots: site.slots ?? settings.openRowsMax ?? OPEN_ROWS_MAX_DEFAULT, lag });
}

type Notice = { readonly typ: 'hello'; readonly boot: string; readonly keys: readonly string[] } | { readonly typ: 'credit'; readonly slots: number; readonly lag: number };

async function tell({ clock, ids, incarnation, writer, log }: NoticePorts, settings: BankDoorSettings, notice: Notice): Promise<void> {
  const topic = settings.topics.control;
  // What the cloud's incarnation is matters to steps only.
  const route = { iss: settings.site, aud: settings.cloud, tid: settings.tenant, top: topic, cin: 1, rin: await incarnation.current() };
  const claims: MessageClaims = { ...commonClaims(ids, route, { now: clock.now(), life: 'fact' }), site: settings.site, ...notice };
  await log.append({ topic, records: [{ key: settings.site, value: await writer.write({ claims }) }] });
}
