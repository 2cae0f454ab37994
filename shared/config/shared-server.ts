/** Schemas of the zones when they share one PostgreSQL server, as `--database-url` lets a development system do. */
export const SHARED_SERVER_SCHEMAS = { cloud: 'uwf_private_cloud', onPrem: 'uwf_on_prem' } as const;
