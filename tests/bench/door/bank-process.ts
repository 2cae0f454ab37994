import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { loadHandlers } from '#onprem-runner/handlers/load-handlers.ts';
import { openOnPrem, openSealingKey } from '#onprem-runner/zone/compose.ts';
import { openOnPremTools } from '#onprem-runner/zone/tools/compose.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { openKafka } from '#shared/adapters/kafka/index.ts';
import { BANK_MODES, type BankMode, type BankOrder, type BankReply } from './bank-messages.ts';
import { CLOUD_PARTY, ENVIRONMENT, foldersIn, RAW_TOPICS, RUNNER_SITE, TENANT } from './parties.ts';

/** What this process is told to be. */
interface Start {
  readonly mode: BankMode;
  readonly broker: string;
  readonly database: string;
  readonly folder: string;
  readonly handlers: string;
  readonly pin: string;
}

type Stop = () => Promise<void>;

/** The runner as it is composed in the product; its handler in this process, or in one of its own. */
async function startRunner({ mode, broker, database, folder, handlers, pin }: Start): Promise<Stop> {
  const { onPrem, keys } = foldersIn(folder);
  const loaded = await loadHandlers(handlers, { validator: createSchemaValidator(), cacheFolder: onPrem });
  const settings = { environment: ENVIRONMENT, tenant: TENANT, handlers: loaded, egressHosts: [] };
  const opened = await openOnPremTools({ settings, database: { connectionString: database }, schema: 'uwf', folder: onPrem });
  const tools = mode === 'runner' ? { ...opened, tasks: { ...opened.tasks, handlers: createHandlerRegistry(loaded) } } : opened;
  const log = await openKafka({ brokers: [broker], clientId: 'bench-bank' });
  const { key } = await openSealingKey(onPrem);
  const zone = await openOnPrem({ settings, tools, queue: { log }, folder: onPrem, key, door: { keys: keys.onPrem, ring: keys.ring, pins: [pin], cloud: CLOUD_PARTY, site: RUNNER_SITE } });
  return async () => {
    await zone.stop();
    await tools.stop();
  };
}

const ECHO_WAIT_MS = 250;

/** The client alone: sends back what comes. */
async function startEcho({ broker }: Start): Promise<Stop> {
  const log = await openKafka({ brokers: [broker], clientId: 'bench-echo' });
  const consumer = await log.subscribe({ topics: [RAW_TOPICS.there], group: RAW_TOPICS.there, consumer: 'echo' });
  let isOver = false;
  const echoing = (async () => {
    while (!isOver) {
      const records = await consumer.poll({ max: 100, waitMs: ECHO_WAIT_MS });
      if (records.length === 0) continue;
      await log.append({ topic: RAW_TOPICS.back, records: records.map(({ key, value }) => ({ key, value })) });
      await consumer.commit({ records });
    }
  })();
  return async () => {
    isOver = true;
    await echoing;
    await log.close();
  };
}

const tell = (reply: BankReply): void => void process.send?.(reply);
const [mode, broker, database, folder, handlers, pin] = process.argv.slice(2);
if (mode === undefined || broker === undefined || database === undefined || folder === undefined || handlers === undefined || pin === undefined) throw new Error('started by the bench only');
const start: Start = { mode: BANK_MODES.find((known) => known === mode) ?? 'echo', broker, database, folder, handlers, pin };
const stop = await (start.mode === 'echo' ? startEcho(start) : startRunner(start));

process.on('message', (order: BankOrder) => {
  if (order === 'usage') tell({ kind: 'usage', cpu: process.cpuUsage() });
  else void stop().then(() => process.exit(0), () => process.exit(1));
});
tell({ kind: 'ready' });
