export { startDevelopmentIssuer, type DevelopmentIssuer, type DevelopmentIssuerOptions, type TokenRequest } from './development-issuer.ts';
export { createIdentityVerifier, type IdentityVerifierOptions, type IssuerKeySource } from './identity-verifier.ts';
