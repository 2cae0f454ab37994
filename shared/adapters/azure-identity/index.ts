export { createManagedIdentity, type ManagedIdentityOptions } from './managed-identity.ts';
