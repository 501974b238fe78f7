/** The members of a revoked subject, the ones that name fewest tokens last. */
export const members = ['tid', 'azp', 'oid', 'sid', 'uti'] as const
