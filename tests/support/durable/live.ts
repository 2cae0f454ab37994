import { createDurableHost, type DurableHost, type HostOptions } from './host.ts';
import { startServiceApi, type ServiceApi } from './service-api.ts';

/** A host whose time is that of the machine, with the service's interface in front of it: as an app has it around itself. */
export interface LiveHost {
  readonly host: DurableHost;
  readonly service: ServiceApi;
  close(): Promise<void>;
}

/** How often it is looked for what is due. */
const LOOK_MS = 20;

export async function openLiveHost(options: Pick<HostOptions, 'register' | 'duplicates' | 'oneByOne'>): Promise<LiveHost> {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isClosed = false;
  let failure: unknown;
  const goOn = async (): Promise<void> => {
    while (isWanted && !isClosed) {
      isWanted = false;
      await host.run(Date.now());
    }
  };
  const look = (): void => {
    isWanted = true;
    running ??= goOn().catch((thrown: unknown) => void (failure = thrown)).finally(() => void (running = undefined));
  };
  const service = await startServiceApi(() => host, look);
  const host = createDurableHost({ ...options, startAt: Date.now(), clock: Date.now, service: () => service.binding });
  const timer = setInterval(look, LOOK_MS);
  return {
    host,
    service,
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await running;
      await service.close();
      if (failure !== undefined) throw failure;
    },
  };
}
