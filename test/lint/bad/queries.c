/* 15 unqualified, 1 in_quotes, 3 dynamic, 1 unreadable */
#define TABLE "@ledger@.a"

void
sample(const char *ledger, const char *caller)
{
	bp_execute(ledger, "SELECT a.id FROM ONLY " TABLE " AS a WHERE a.id = $1");
	bp_execute(ledger, "SELECT lower(a.id) FROM ONLY @ledger@.a AS a");
	bp_execute(ledger, "SELECT a.id::text FROM ONLY @ledger@.a AS a");
	bp_execute(ledger, "SELECT a.id FROM a");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE a.id IN (1, 2)");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE a.id IN (SELECT 1)");
	bp_execute(ledger, "SELECT CASE a.id WHEN 1 THEN 2 END FROM @ledger@.a");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a JOIN @ledger@.b USING (id)");
	bp_execute(ledger, "SELECT NULLIF(a.id, 1) FROM @ledger@.a");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE a.id IS DISTINCT FROM 1");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE a.id BETWEEN 1 AND 2");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE a.id LIKE 'x'");
	bp_execute(ledger, "SELECT a.id COLLATE \"C\" FROM @ledger@.a");
	bp_execute(ledger, "SELECT a.id FROM @ledger@.a WHERE '@ledger@.b'::pg_catalog.regclass IS NULL");
	/* parts of queries count, too */
	part = " AND a.id = $1 OR a.id OPERATOR(pg_catalog.=) $2";
	bp_execute(ledger, psprintf("SELECT a.id FROM @ledger@.a WHERE %s", caller));
	bp_execute(ledger, psprintf("%s%s", "SELECT 1 FROM @ledger@.a WHERE now() IS NULL", caller));
	bp_execute(ledger, "SELECT a.id FRUM @ledger@.a");
	/* this is in order */
	bp_execute(ledger, "SELECT pg_catalog.lower(a.id)::pg_catalog.text COLLATE pg_catalog.\"C\" FROM ONLY @ledger@.a AS a"
			   " WHERE a.id OPERATOR(pg_catalog.=) ANY ($1) ORDER BY 1 FOR NO KEY UPDATE OF a");
	elog(ERROR, "cannot go from here to there, or select what is left");
}
