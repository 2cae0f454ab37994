import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadProject } from '#shared/config/load-project-config.ts';
import { CommandError } from '../output/command-error.ts';
import type { KeyPlace, OpenedVault } from '../vault/compose.ts';
import type { CommandContext } from './context.ts';
import { operatorActor } from './operator.ts';
import { addOnPremStoreOptions, withOnPremStores, type OnPremPlace, type OnPremStoreOptions } from './on-prem-store.ts';

/** Options of every command that works with the vault. */
export interface VaultCommandOptions extends OnPremStoreOptions {
  readonly keys?: string;
  readonly tenant?: string;
}

/** Adds the options of {@link VaultCommandOptions}. */
export function addVaultOptions(command: Command): Command {
  return addOnPremStoreOptions(command)
    .option('--keys <folder>', 'folder of the keys of the vault (or UWF_VAULT_KEYS; or an HSM by UWF_PKCS11_LIBRARY, UWF_PKCS11_TOKEN and UWF_PKCS11_PIN_FILE)')
    .option('--tenant <tenant>', 'tenant whose values these are (default: tenant of the project configuration)');
}

/** What a command of the vault is given. */
export interface VaultCommand extends OpenedVault {
  readonly tenant: string;
  /** Who gives the command, for the audit log: the user of this machine, whatever is claimed. */
  readonly actor: string;
}

/** Opens the vault of the on-prem zone, does the work and closes it. Errors: those of `withOnPremStores` and of the keys, `UWF-6045`, and the work's own. */
export async function withVault<T>(context: CommandContext, options: VaultCommandOptions, work: (vault: VaultCommand) => Promise<T>): Promise<T> {
  const tenant = options.tenant ?? loadProject({ folder: context.folder }).config.tenant;
  return withOnPremStores(context, options, async (stores, place) => {
    const { composeVault } = await import('../vault/compose.ts');
    const opened = await composeVault(stores, keyPlace(context, options, place));
    try {
      return await work({ ...opened, tenant, actor: operatorActor() });
    } finally {
      await opened.close();
    }
  });
}

/** By option, then environment, then the development system of this project. */
export function keyPlace({ environment, folder }: CommandContext, { keys }: Pick<VaultCommandOptions, 'keys'>, place: Pick<OnPremPlace, 'folder'>): KeyPlace {
  const { pkcs11Library: library, pkcs11Token: token, pkcs11PinFile: pinFile, vaultKeys } = environment;
  const directory = keys ?? vaultKeys;
  if (directory !== undefined) return { kind: 'files', directory: resolve(folder, directory) };
  if (library !== undefined && token !== undefined && pinFile !== undefined) return { kind: 'pkcs11', library: resolve(folder, library), token, pinFile: resolve(folder, pinFile) };
  if (library !== undefined || token !== undefined || pinFile !== undefined) throw new CommandError('UWF-6045', 'an HSM needs UWF_PKCS11_LIBRARY, UWF_PKCS11_TOKEN and UWF_PKCS11_PIN_FILE');
  if (place.folder === undefined) throw new CommandError('UWF-6045', 'neither --keys nor UWF_VAULT_KEYS nor an HSM is given');
  return { kind: 'files', directory: join(place.folder, 'keys', 'vault') };
}
