import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CKF_OS_LOCKING_OK } from './constants.ts';
import type { Cryptoki, CryptokiModule } from './driver.ts';
import { fromCryptokiError, returnValueOf } from './errors.ts';

/** A library that is loaded, as long as somebody uses it. */
export interface Library {
  readonly cryptoki: Cryptoki;
  release(): void;
}

interface Loaded {
  readonly cryptoki: Cryptoki;
  users: number;
}

/** PKCS #11 knows one initialisation for each process and library (§5.4), so everybody in this process shares it. */
const loaded = new Map<string, Loaded>();

/** Loads and initialises a library. Errors: `UWF-5004` (the driver was not built, or the library cannot be loaded), `UWF-5007`. */
export async function openLibrary(path: string): Promise<Library> {
  const driver = await loadDriver();
  const library = loaded.get(path) ?? initialise(driver, path);
  loaded.set(path, library);
  library.users += 1;
  let isReleased = false;
  return {
    cryptoki: library.cryptoki,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      library.users -= 1;
      if (library.users > 0) return;
      loaded.delete(path);
      ignoreFailure(() => library.cryptoki.C_Finalize());
    },
  };
}

function initialise(driver: CryptokiModule, path: string): Loaded {
  const cryptoki = new driver.PKCS11();
  try {
    cryptoki.load(path);
  } catch {
    throw new UwfError('UWF-5004', 'the PKCS #11 library cannot be loaded: check its path');
  }
  try {
    cryptoki.C_Initialize({ flags: CKF_OS_LOCKING_OK });
  } catch (error) {
    if (returnValueOf(error) !== 'CKR_CRYPTOKI_ALREADY_INITIALIZED') throw fromCryptokiError(error);
  }
  return { cryptoki, users: 0 };
}

/** An optional package with a native part. */
async function loadDriver(): Promise<CryptokiModule> {
  try {
    return parseDriver(await import('pkcs11js'));
  } catch {
    throw new UwfError('UWF-5004', 'the package pkcs11js is not built here: `node bin/bootstrap.mjs native` builds it');
  }
}

/** A CommonJS module: its exports are the default one. */
function parseDriver(module: unknown): CryptokiModule {
  return (module as { readonly default: CryptokiModule }).default;
}

/** Best effort, for what is let go of anyway. */
export function ignoreFailure(work: () => void): void {
  try {
    work();
  } catch {
    // The token has gone already: there is nothing to let go of.
  }
}
