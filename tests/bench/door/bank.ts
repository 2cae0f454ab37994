import { fork } from 'node:child_process';
import type { BankMode, BankOrder, BankReply } from './bank-messages.ts';

export interface BankOptions {
  readonly module: string;
  readonly broker: string;
  readonly database: string;
  readonly folder: string;
  readonly handlers: string;
  /** Thumbprint of the release key. */
  readonly pin: string;
}

/** The bank's side, in a process of its own. */
export interface Bank {
  readonly pid: number;
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it and waits until it is ready. */
export async function startBank(mode: BankMode, { module, broker, database, folder, handlers, pin }: BankOptions): Promise<Bank> {
  const child = fork(module, [mode, broker, database, folder, handlers, pin], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: ['--enable-source-maps'] });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const next = <K extends BankReply['kind']>(kind: K): Promise<Extract<BankReply, { readonly kind: K }>> =>
    new Promise((resolve, reject) => {
      const hear = (reply: BankReply): void => {
        if (reply.kind !== kind) return;
        child.off('message', hear);
        resolve(reply as Extract<BankReply, { readonly kind: K }>);
      };
      child.on('message', hear);
      void ended.then(() => reject(new Error(`the bank's side has ended (${mode})`)));
    });
  const say = (order: BankOrder): void => void child.send(order);
  await next('ready');
  return {
    pid: child.pid ?? 0,
    cpu: async () => {
      const usage = next('usage');
      say('usage');
      const { cpu } = await usage;
      return (cpu.user + cpu.system) / 1_000;
    },
    stop: async () => {
      say('stop');
      await ended;
    },
  };
}
