export { createFileSecretStore } from './secret-store.ts';
