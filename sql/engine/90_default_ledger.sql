
-- A dump creates schemas before extensions: when this runs during a restore,
-- "budget" exists already and the dump itself brings the ledger.
SELECT budget_perf.create_ledger('budget')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'budget');
