import { errors } from 'jose';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** What jose says of a token, by its code, in words that tell nothing of the token. */
const TOKEN_FAULTS: { readonly [code: string]: string } = {
  [errors.JWTExpired.code]: 'the token has expired',
  [errors.JWTClaimValidationFailed.code]: 'a claim of the token is missing or does not fit',
  [errors.JWTInvalid.code]: 'the token is not a JWT',
  [errors.JWSInvalid.code]: 'the token is not a signed JWT',
  [errors.JWSSignatureVerificationFailed.code]: 'the signature of the token does not verify',
  [errors.JOSEAlgNotAllowed.code]: 'the algorithm of the token is not allowed',
  [errors.JOSENotSupported.code]: 'the token uses what is not supported',
  [errors.JWKSNoMatchingKey.code]: 'no key of the issuer fits the token',
  [errors.JWKSMultipleMatchingKeys.code]: 'the token does not name the key that signed it',
  [errors.JWKInvalid.code]: 'the key of the token is not usable',
};

const CLAIM_FAULTS: { readonly [claim: string]: string } = {
  iss: 'the token is of another issuer',
  aud: 'the token is for another audience',
  nbf: 'the token is not valid yet',
};

/** A token that does not verify is the caller's fault; keys that cannot be had are ours. */
export function toVerifierError(error: unknown): UwfError {
  if (error instanceof UwfError) return error;
  if (error instanceof errors.JWTClaimValidationFailed) return new UwfError('UWF-4010', CLAIM_FAULTS[error.claim] ?? TOKEN_FAULTS[error.code], { cause: error });
  const fault = error instanceof errors.JOSEError ? TOKEN_FAULTS[error.code] : undefined;
  if (fault !== undefined) return new UwfError('UWF-4010', fault, { cause: error });
  return new UwfError('UWF-5003', undefined, { cause: error });
}
