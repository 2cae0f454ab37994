/** Class of a field's sensitivity. 1 is the most sensitive: customer PII, accounts, transactions; 3 is public. */
export type Tier = 1 | 2 | 3;

/** Where a state may execute and data may be. */
export type Zone = 'on-prem' | 'private-cloud' | 'public-cloud';

/** Every zone, the most trusted first. */
export const ZONES = ['on-prem', 'private-cloud', 'public-cloud'] as const satisfies readonly Zone[];

const CLEARANCE: { readonly [zone in Zone]: Tier } = { 'on-prem': 1, 'private-cloud': 2, 'public-cloud': 3 };

/** The most sensitive tier that a zone may hold in the clear. */
export function clearanceOf(zone: Zone): Tier {
  return CLEARANCE[zone];
}

/** True when data of this tier may be in the clear in this zone. */
export function isClearIn(tier: Tier, zone: Zone): boolean {
  return tier >= CLEARANCE[zone];
}

/** The more sensitive of two tiers: the least upper bound of the lattice. */
export function joinTiers(left: Tier, right: Tier): Tier {
  return left < right ? left : right;
}
