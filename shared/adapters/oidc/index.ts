export { startDevelopmentIssuer, type DevelopmentIssuer, type DevelopmentIssuerOptions, type TokenRequest } from './development-issuer.ts';
export { createIdentityVerifier, TOKEN_ALGORITHMS, type IdentityVerifierOptions, type IssuerKeySource } from './identity-verifier.ts';
