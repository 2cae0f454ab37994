import { BlockList, isIP } from 'node:net';

/** Ranges that no customer's public address is in (RFC 1918, 4193, 6598, 3927, 4291). */
const INTERNAL = blockList([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
]);

/** Documentation ranges (RFC 5737, 3849) stand in for networks that the bank's risk department has listed. */
const LISTED = blockList([
  ['203.0.113.0', 24],
  ['2001:db8:bad::', 48],
]);

export type AddressKind = 'absent' | 'unreadable' | 'internal' | 'listed' | 'ordinary';

/** What kind of address a transaction comes from. */
export function addressKind(address: string | undefined): AddressKind {
  if (address === undefined) return 'absent';
  const version = isIP(address);
  if (version === 0) return 'unreadable';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (LISTED.check(address, family)) return 'listed';
  return INTERNAL.check(address, family) ? 'internal' : 'ordinary';
}

function blockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return list;
}
