/*
 * verify_structure.h
 *	  The queries of the audit that look at the catalogs: whether the tables are
 *	  what they were made as, whether the guards stand, and who could move them.
 *
 * Read by verify_queries.h, which says what the columns of a query mean.
 */
#ifndef BUDGET_PERF_VERIFY_STRUCTURE_H
#define BUDGET_PERF_VERIFY_STRUCTURE_H

#define HINT_RESTORE_GUARDS \
	gettext_noop("Put it back as a fresh ledger has it, then look for rows that were written meanwhile.")

#define HINT_MAKE_VIEW \
	gettext_noop("Make it as a fresh ledger has it; a view of your own belongs under a name of its own.")

/* What stands in the place of a table, and is none, is reported once, as missing. */
#define LEDGER_TABLES \
	"(SELECT c.*, n.nspowner FROM pg_class c" \
	" JOIN pg_namespace n ON n.oid = c.relnamespace" \
	" WHERE n.nspname = $1::name AND c.relkind = 'r'" \
	" AND c.relname::text IN (" EXPECTED_TABLES ")) AS c"

/* The views that the engine's script makes; $2 holds their names. */
#define LEDGER_VIEWS \
	"(SELECT c.*, n.nspowner FROM pg_class c" \
	" JOIN pg_namespace n ON n.oid = c.relnamespace" \
	" WHERE n.nspname = $1::name AND c.relname::text = ANY ($2)) AS c"

/* Tables, views, and the sequences of identity columns. */
#define LEDGER_RELATIONS \
	"(SELECT c.*, n.nspowner FROM pg_class c" \
	" JOIN pg_namespace n ON n.oid = c.relnamespace" \
	" WHERE n.nspname = $1::name AND (c.relname::text IN (" EXPECTED_TABLES ")" \
	" OR c.relname::text = ANY ($2) OR c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend p" \
	" JOIN pg_class t ON t.oid = p.refobjid AND t.relname::text IN (" EXPECTED_TABLES ")" \
	" WHERE p.classid = 'pg_class'::regclass AND p.objid = c.oid" \
	" AND p.refclassid = 'pg_class'::regclass AND p.deptype = 'i'))) AS c"

/* Settings of this database, or of all, that switch triggers off. */
#define REPLICA_SETTINGS \
	"pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS t (setting)" \
	" WHERE lower(t.setting) = 'session_replication_role=replica'" \
	" AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))"

#define ROLE_NAME(oid) \
	"CASE WHEN " oid " = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(" oid ")::text END"

#define COLUMNS_AS_THEY_ARE \
	"SELECT e.tab AS \"table\", e.col AS \"column\"," \
	" e.typ || CASE WHEN e.bytewise THEN ' COLLATE \"C\"' ELSE '' END" \
	" || CASE WHEN e.required THEN ' NOT NULL' ELSE '' END AS what" \
	" FROM " EXPECTED_COLUMNS \
	" JOIN " LEDGER_TABLES " ON c.relname::text = e.tab" \
	" LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname::text = e.col" \
	" AND NOT a.attisdropped"

/* True for a column that the audit's other queries cannot read as meant. */
#define COLUMN_UNREADABLE \
	"(a.attrelid IS NULL" \
	" OR format_type(a.atttypid, NULL) <> split_part(e.typ, '(', 1)" \
	" OR e.bytewise <> (a.attcollation = 'pg_catalog.\"C\"'::regcollation))"

#define CONSTRAINTS_AS_THEY_ARE \
	"SELECT e.tab AS \"table\", e.name AS object" \
	" FROM " EXPECTED_CONSTRAINTS \
	" JOIN " LEDGER_TABLES " ON c.relname::text = e.tab" \
	" LEFT JOIN pg_constraint o ON o.conrelid = c.oid AND o.conname::text = e.name" \
	" AND o.contype = e.kind::\"char\""

#define TRIGGERS_AS_THEY_ARE \
	"SELECT e.tab AS \"table\", e.name AS object" \
	" FROM " EXPECTED_TRIGGERS \
	" JOIN " LEDGER_TABLES " ON c.relname::text = e.tab" \
	" LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname::text = e.name" \
	" AND NOT t.tgisinternal"

#define FOREIGN_TRIGGERS \
	"SELECT c.relname::text AS \"table\", t.tgname::text AS object" \
	" FROM pg_trigger t JOIN " LEDGER_TABLES " ON c.oid = t.tgrelid" \
	" WHERE NOT t.tgisinternal AND NOT EXISTS (SELECT FROM " EXPECTED_TRIGGERS \
	" WHERE e.tab = c.relname::text AND e.name = t.tgname::text)"

/* Whether an object is a member of the extension. */
#define MEMBER_OF_ENGINE(catalog, oid) \
	"EXISTS (SELECT FROM pg_depend m JOIN pg_extension x ON x.oid = m.refobjid AND x.extname = 'budget_perf'" \
	" WHERE m.classid = '" catalog "'::regclass AND m.objid = " oid \
	" AND m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e')"

/* What the library was built with: the body of ledger_script(), as its SHA-256. */
#define SCRIPT_DIGEST(body) \
	"encode(sha256(convert_to(" body ", 'UTF8')), 'hex')"

#define GUARDED_TABLE(tab) \
	"EXISTS (SELECT FROM " EXPECTED_TRIGGERS " WHERE e.tab = " tab ")"

/* A finding here makes the contents unreadable. */
static const BpAudit readability_audits[] = {
	{
		"verify_table_missing", "error",
		"SELECT e.tab AS \"table\" FROM unnest(ARRAY[" EXPECTED_TABLES "]) AS e (tab)"
		" LEFT JOIN " LEDGER_TABLES " ON c.relname::text = e.tab WHERE c.oid IS NULL",
		gettext_noop("the ledger has no ordinary table \"{table}\""),
		gettext_noop("Restore the table from a backup.")
	},
	{
		"verify_column", "error",
		COLUMNS_AS_THEY_ARE " WHERE " COLUMN_UNREADABLE,
		gettext_noop("column \"{column}\" of table \"{table}\" is missing or of another type; it should be {what}"),
		gettext_noop("Restore the column from a backup, or give it back its type.")
	}
};

/* The same, where the tables can be read. */
static const BpAudit version_audits[] = {
	{
		"verify_version", "error",
		"SELECT 'ledger_version' AS \"table\", 'version' AS \"column\", coalesce(v.version, '-') AS what"
		" FROM (SELECT 1) AS one LEFT JOIN ONLY @ledger@.ledger_version v ON true"
		" WHERE v.version IS DISTINCT FROM '" BUDGET_PERF_VERSION "'",
		gettext_noop("the layout of the ledger is of version {what}, not of that of the engine"),
		gettext_noop("Run ALTER EXTENSION budget_perf UPDATE, or install the engine's library of that version.")
	},
	{
		"verify_version", "error",
		"SELECT x.extversion AS what FROM pg_extension x WHERE x.extname = 'budget_perf'"
		" AND x.extversion <> '" BUDGET_PERF_VERSION "'",
		gettext_noop("the extension is of version {what}, its library is not"),
		gettext_noop("Run ALTER EXTENSION budget_perf UPDATE, or install the engine's library of that version.")
	}
};

static const BpAudit structure_audits[] = {
	{
		"verify_column", "error",
		COLUMNS_AS_THEY_ARE " WHERE NOT " COLUMN_UNREADABLE
		" AND (format_type(a.atttypid, a.atttypmod) <> e.typ"
		" OR a.attnotnull <> e.required OR a.attgenerated <> '')",
		gettext_noop("column \"{column}\" of table \"{table}\" was altered; it should be {what}"),
		gettext_noop("Give the column back its type and its NOT NULL.")
	},
	{
		"verify_column", "error",
		COLUMNS_AS_THEY_ARE
		" LEFT JOIN " EXPECTED_DEFAULTS " ON x.tab = e.tab AND x.col = e.col"
		" LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum"
		" WHERE e.tab IN (" RECORD_TABLES ") AND a.attgenerated = ''"
		" AND (pg_get_expr(f.adbin, f.adrelid) IS DISTINCT FROM x.definition"
		" OR a.attidentity::text IS DISTINCT FROM coalesce(x.identity, ''))",
		gettext_noop("column \"{column}\" of table \"{table}\" has another default than it should"),
		gettext_noop("Put the default back; entries that were made meanwhile may say what is not so.")
	},
	{
		/* 18 can leave a NOT NULL unvalidated, and the column counts as not null all the same */
		"verify_constraint", "error",
		"SELECT c.relname::text AS \"table\", o.conname::text AS object"
		" FROM pg_constraint o JOIN " LEDGER_TABLES " ON c.oid = o.conrelid"
		" WHERE o.contype = 'n' AND NOT o.convalidated",
		gettext_noop("constraint \"{object}\" of table \"{table}\" is not validated"),
		gettext_noop("Run ALTER TABLE ... VALIDATE CONSTRAINT.")
	},
	{
		"verify_sequence", "error",
		"SELECT c.relname::text AS \"table\", a.attname::text AS \"column\", s.seqrelid::regclass::text AS object"
		" FROM pg_sequence s JOIN pg_depend p ON p.classid = 'pg_class'::regclass"
		" AND p.objid = s.seqrelid AND p.refclassid = 'pg_class'::regclass AND p.deptype = 'i'"
		" JOIN " LEDGER_TABLES " ON c.oid = p.refobjid"
		" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.refobjsubid"
		" WHERE c.relname::text IN (" RECORD_TABLES ") AND (s.seqincrement < 1 OR s.seqcycle)",
		gettext_noop("the sequence {object} of table \"{table}\" does not only go up"),
		gettext_noop("The order of the entries is told by it; run ALTER SEQUENCE ... INCREMENT 1 NO CYCLE.")
	},
	{
		"verify_constraint", "error",
		CONSTRAINTS_AS_THEY_ARE " WHERE o.oid IS NULL",
		gettext_noop("constraint \"{object}\" of table \"{table}\" is missing"),
		HINT_RESTORE_GUARDS
	},
	{
		"verify_constraint", "error",
		CONSTRAINTS_AS_THEY_ARE " WHERE replace(pg_get_constraintdef(o.oid), ' NOT VALID', '')"
		" <> replace(e.definition, '@@', quote_ident($1))",
		gettext_noop("constraint \"{object}\" of table \"{table}\" does not say what it should"),
		HINT_RESTORE_GUARDS
	},
	{
		"verify_constraint", "error",
		CONSTRAINTS_AS_THEY_ARE " WHERE NOT o.convalidated",
		gettext_noop("constraint \"{object}\" of table \"{table}\" is not validated"),
		gettext_noop("Run ALTER TABLE ... VALIDATE CONSTRAINT.")
	},
	{
		"verify_index", "error",
		"SELECT c.relname::text AS \"table\", i.indexrelid::regclass::text AS object"
		" FROM pg_index i JOIN " LEDGER_TABLES " ON c.oid = i.indrelid"
		" WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)",
		gettext_noop("index {object} of table \"{table}\" is not valid"),
		gettext_noop("Run REINDEX.")
	},
	{
		"verify_guard_missing", "error",
		TRIGGERS_AS_THEY_ARE " WHERE t.oid IS NULL",
		gettext_noop("trigger \"{object}\" of table \"{table}\" is missing"),
		HINT_RESTORE_GUARDS
	},
	{
		"verify_guard_changed", "error",
		TRIGGERS_AS_THEY_ARE
		" LEFT JOIN pg_proc p ON p.oid = t.tgfoid"
		" WHERE t.oid IS NOT NULL AND (p.oid IS NULL"
		" OR p.pronamespace <> 'budget_perf'::regnamespace OR p.proname::text <> e.function"
		" OR t.tgtype <> e.timing OR t.tgqual IS NOT NULL OR t.tgnargs <> 0"
		" OR array_length(t.tgattr, 1) > 0"
		" OR (t.tgoldtable IS NOT NULL) <> e.old_rows OR (t.tgnewtable IS NOT NULL) <> e.new_rows)",
		gettext_noop("trigger \"{object}\" of table \"{table}\" is not the guard that it should be"),
		HINT_RESTORE_GUARDS
	},
	{
		"verify_guard_disabled", "error",
		TRIGGERS_AS_THEY_ARE " WHERE t.tgenabled NOT IN ('O', 'A')",
		gettext_noop("trigger \"{object}\" of table \"{table}\" is disabled"),
		gettext_noop("Run ALTER TABLE ... ENABLE TRIGGER, then look for rows that were written meanwhile.")
	},
	{
		"verify_guard_disabled", "error",
		"SELECT DISTINCT c.relname::text AS \"table\", o.conname::text AS object"
		" FROM pg_trigger t JOIN " LEDGER_TABLES " ON c.oid = t.tgrelid"
		" JOIN pg_constraint o ON o.oid = t.tgconstraint"
		" WHERE t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')",
		gettext_noop("the triggers behind foreign key \"{object}\" are disabled on table \"{table}\""),
		gettext_noop("Run ALTER TABLE ... ENABLE TRIGGER ALL, then look for rows that were written meanwhile.")
	},
	{
		/* the server does not look for triggers, or for checks, where these say none */
		"verify_guard_disabled", "error",
		"SELECT c.relname::text AS \"table\" FROM " LEDGER_TABLES
		" WHERE NOT c.relhastriggers AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid)",
		gettext_noop("the triggers of table \"{table}\" are not looked for: its entry in pg_class denies them"),
		gettext_noop("The catalog was edited by hand; set relhastriggers, then look for rows that were written meanwhile.")
	},
	{
		"verify_constraint", "error",
		"SELECT c.relname::text AS \"table\" FROM " LEDGER_TABLES
		" WHERE c.relchecks <> (SELECT count(*) FROM pg_constraint o"
		" WHERE o.conrelid = c.oid AND o.contype = 'c')",
		gettext_noop("check constraints of table \"{table}\" are not looked for: its entry in pg_class counts others"),
		gettext_noop("The catalog was edited by hand; set relchecks, then look for rows that were written meanwhile.")
	},
	{
		"verify_guard_missing", "error",
		CONSTRAINTS_AS_THEY_ARE " WHERE e.kind = 'f' AND o.oid IS NOT NULL"
		" AND (SELECT count(*) FROM pg_trigger t WHERE t.tgconstraint = o.oid AND t.tgisinternal) < 4",
		gettext_noop("triggers behind foreign key \"{object}\" of table \"{table}\" are missing"),
		gettext_noop("Drop the constraint and make it again; that looks at every row.")
	},
	{
		"verify_guard_function", "error",
		"SELECT f.name AS object FROM (VALUES ('guard_child'), ('guard_declaration'),"
		" ('guard_record'), ('guard_truncate'), ('guard_execution'), ('guard_measurement')) AS f (name)"
		" LEFT JOIN (pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'c')"
		" ON p.proname::text = f.name AND p.pronargs = 0"
		" AND p.pronamespace = 'budget_perf'::regnamespace"
		" AND p.prorettype = 'trigger'::regtype AND p.prosrc = 'budget_perf_' || f.name"
		" AND NOT p.prosecdef AND p.proconfig IS NULL"
		" AND p.probin = (SELECT v.probin FROM pg_proc v"
		" WHERE v.oid = 'budget_perf.verify(text)'::regprocedure)"
		" WHERE p.oid IS NULL",
		gettext_noop("function budget_perf.{object}() is not the engine's own"),
		gettext_noop("Install the extension again.")
	},
	{
		/* the constraints, the views and this audit lean on the other functions */
		"verify_engine", "error",
		"SELECT p.oid::regprocedure::text AS object"
		" FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
		" WHERE p.pronamespace = 'budget_perf'::regnamespace AND " MEMBER_OF_ENGINE("pg_proc", "p.oid")
		" AND p.prorettype <> 'trigger'::regtype"
		" AND CASE WHEN p.proname IN (" ENGINE_SQL_FUNCTIONS ") THEN l.lanname <> 'sql'"
		" OR p.proname = 'ledger_script' AND " SCRIPT_DIGEST("p.prosrc") " <> '" BUDGET_PERF_LEDGER_SCRIPT "'"
		" ELSE l.lanname <> 'c' OR p.prosecdef OR p.proleakproof AND p.proname <> 'is_sealed'"
		" OR p.proconfig <> '{\"search_path=pg_catalog, pg_temp\"}'"
		" OR p.prosrc <> 'budget_perf_' || replace(p.proname::text, 'indicator_target_', 'target_')"
		" OR p.probin IS DISTINCT FROM (SELECT v.probin FROM pg_proc v"
		" WHERE v.oid = 'budget_perf.verify(text)'::regprocedure) END",
		gettext_noop("function {object} is not the engine's own"),
		gettext_noop("Install the extension again.")
	},
	{
		"verify_engine", "error",
		"SELECT CASE o.kind WHEN 'function' THEN 'function ' || o.oid::regprocedure::text"
		" WHEN 'operator' THEN 'operator ' || o.oid::regoperator::text"
		" ELSE 'relation ' || o.oid::regclass::text END AS object"
		" FROM (SELECT 'function' AS kind, p.oid FROM pg_proc p"
		" WHERE p.pronamespace = 'budget_perf'::regnamespace AND NOT " MEMBER_OF_ENGINE("pg_proc", "p.oid")
		" UNION ALL SELECT 'operator', p.oid FROM pg_operator p"
		" WHERE p.oprnamespace = 'budget_perf'::regnamespace AND NOT " MEMBER_OF_ENGINE("pg_operator", "p.oid")
		" UNION ALL SELECT 'relation', p.oid FROM pg_class p"
		" WHERE p.relnamespace = 'budget_perf'::regnamespace AND p.relkind NOT IN ('c', 'i', 'I', 't')"
		" AND NOT " MEMBER_OF_ENGINE("pg_class", "p.oid") ") AS o",
		gettext_noop("the engine's schema holds {object}, which does not belong to the engine"),
		gettext_noop("It may be called in place of the engine's own; drop it.")
	},
	{
		"verify_guard_foreign", "error",
		FOREIGN_TRIGGERS " AND " GUARDED_TABLE("c.relname::text"),
		gettext_noop("table \"{table}\" has a trigger \"{object}\" that is none of the guards"),
		gettext_noop("A foreign trigger can swallow or alter rows before the guards see them; drop it.")
	},
	{
		"verify_guard_foreign", "warning",
		FOREIGN_TRIGGERS " AND NOT " GUARDED_TABLE("c.relname::text"),
		gettext_noop("table \"{table}\" has a trigger \"{object}\" that is not of the ledger"),
		gettext_noop("Make sure that it does nothing to the rows.")
	},
	{
		"verify_guard_foreign", "warning",
		"SELECT c.relname::text AS \"table\", t.tgname::text AS object"
		" FROM pg_trigger t JOIN " LEDGER_VIEWS " ON c.oid = t.tgrelid WHERE NOT t.tgisinternal",
		gettext_noop("view \"{table}\" has a trigger \"{object}\": what is written through the view is not what is read from it"),
		gettext_noop("The views are for reading; drop the trigger, or make a view of your own for writing.")
	},
	{
		"verify_rewrite_rule", "error",
		"SELECT c.relname::text AS \"table\", r.rulename::text AS object"
		" FROM pg_rewrite r JOIN " LEDGER_RELATIONS " ON c.oid = r.ev_class"
		" WHERE r.rulename <> '_RETURN'",
		gettext_noop("\"{table}\" has a rewrite rule \"{object}\""),
		gettext_noop("A rewrite rule can make writes vanish or go elsewhere; drop it.")
	},
	{
		"verify_inheritance", "error",
		"SELECT c.relname::text AS \"table\", h.inhrelid::regclass::text AS object"
		" FROM pg_inherits h JOIN " LEDGER_TABLES " ON c.oid = h.inhparent",
		gettext_noop("table {object} inherits from \"{table}\""),
		gettext_noop("Rows of a child are seen through the table but pass no guard; end the inheritance.")
	},
	{
		"verify_inheritance", "error",
		"SELECT c.relname::text AS \"table\", h.inhparent::regclass::text AS object"
		" FROM pg_inherits h JOIN " LEDGER_TABLES " ON c.oid = h.inhrelid",
		gettext_noop("table \"{table}\" inherits from {object}"),
		gettext_noop("Writes through the parent pass no guard; end the inheritance.")
	},
	{
		"verify_persistence", "error",
		"SELECT c.relname::text AS \"table\" FROM " LEDGER_TABLES
		" WHERE c.relpersistence <> 'p'",
		gettext_noop("table \"{table}\" is not logged: a crash would empty it"),
		gettext_noop("Run ALTER TABLE ... SET LOGGED.")
	},
	{
		"verify_extension_member", "error",
		"SELECT c.relname::text AS \"table\", x.extname::text AS object"
		" FROM pg_depend p JOIN " LEDGER_TABLES " ON c.oid = p.objid"
		" JOIN pg_extension x ON x.oid = p.refobjid"
		" WHERE p.classid = 'pg_class'::regclass AND p.objsubid = 0"
		" AND p.refclassid = 'pg_extension'::regclass AND p.deptype = 'e'",
		gettext_noop("table \"{table}\" is a member of extension \"{object}\": a dump leaves it out, and dropping the extension drops it"),
		gettext_noop("Run ALTER EXTENSION ... DROP TABLE.")
	},
	{
		"verify_view", "error",
		"SELECT v.name AS \"table\" FROM unnest($2) AS v (name)"
		" LEFT JOIN " LEDGER_VIEWS " ON c.relname::text = v.name"
		" WHERE c.oid IS NULL OR c.relkind <> 'v'",
		gettext_noop("the ledger has no view \"{table}\""),
		HINT_MAKE_VIEW
	},
	{
		"verify_view", "error",
		"SELECT c.relname::text AS \"table\" FROM " LEDGER_VIEWS
		" WHERE c.relkind = 'v' AND NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) AS o"
		" WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)",
		gettext_noop("view \"{table}\" reads with the rights of its owner: it shows what row security hides from the reader"),
		gettext_noop("Run ALTER VIEW ... SET (security_invoker = true).")
	},
	{
		"verify_owner", "warning",
		"SELECT c.relname::text AS \"table\", pg_get_userbyid(c.relowner)::text AS what"
		" FROM " LEDGER_RELATIONS
		" WHERE c.relowner <> (SELECT d.relowner FROM pg_class d"
		" WHERE d.relname = 'declaration' AND d.relnamespace = c.relnamespace)",
		gettext_noop("\"{table}\" belongs to {what}, not to the owner of the declarations"),
		gettext_noop("One role should own the whole ledger; run ALTER TABLE ... OWNER TO.")
	},
	{
		"verify_owner", "warning",
		"SELECT pg_get_userbyid(n.nspowner)::text AS what FROM pg_namespace n"
		" JOIN pg_class d ON d.relnamespace = n.oid AND d.relname = 'declaration'"
		" WHERE n.nspname = $1::name AND n.nspowner <> d.relowner",
		gettext_noop("the schema belongs to {what}, not to the owner of the declarations"),
		gettext_noop("The owner of a schema can drop what is in it; run ALTER SCHEMA ... OWNER TO.")
	},
	{
		/* superusers are not told: there are always some, and nothing holds them */
		"verify_owner", "info",
		"WITH owning AS (SELECT c.relowner AS role FROM " LEDGER_RELATIONS " UNION SELECT c.nspowner FROM " LEDGER_TABLES ")"
		" SELECT r.rolname::text AS object FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper"
		" AND EXISTS (SELECT FROM owning o WHERE pg_has_role(r.oid, o.role, 'USAGE'))",
		gettext_noop("role \"{object}\" may log in, and has the rights of the ledger's owner, who can switch the guards off"),
		gettext_noop("A ledger is best owned by a role that may not log in; its members should not inherit, and say SET ROLE.")
	},
	{
		"verify_privilege", "warning",
		"SELECT c.relname::text AS \"table\","
		" a.privilege_type || ' to ' || " ROLE_NAME("a.grantee") " AS what"
		" FROM " LEDGER_RELATIONS " CROSS JOIN LATERAL aclexplode(c.relacl) AS a"
		" WHERE c.relkind <> 'S' AND a.grantee <> c.relowner"
		" AND (a.privilege_type IN ('TRIGGER', 'TRUNCATE') OR a.privilege_type = 'REFERENCES' AND c.relkind = 'r'"
		" OR a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE') AND c.relname = 'duty')",
		gettext_noop("\"{table}\" grants {what}"),
		gettext_noop("Revoke it: who may add triggers or foreign keys, truncate, or give duties reaches beyond the rows.")
	},
	{
		"verify_privilege", "warning",
		"SELECT 'CREATE on schema ' || quote_ident(n.nspname::text) || ' to ' || " ROLE_NAME("a.grantee") " AS what"
		" FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS a"
		" WHERE n.nspname IN ($1::name, 'budget_perf') AND a.privilege_type = 'CREATE'"
		" AND a.grantee <> n.nspowner",
		gettext_noop("the database grants {what}"),
		gettext_noop("Revoke it: what others make there stands beside the ledger's own, and may be taken for it.")
	},
	{
		"verify_privilege", "warning",
		"SELECT a.privilege_type || ' on parameter session_replication_role to ' || " ROLE_NAME("a.grantee") " AS what"
		" FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) AS a"
		" LEFT JOIN pg_roles g ON g.oid = a.grantee"
		" WHERE p.parname = 'session_replication_role' AND g.rolsuper IS NOT TRUE",
		gettext_noop("the server grants {what}"),
		gettext_noop("Revoke it: the role can switch every trigger and foreign key off for its session.")
	},
	{
		"verify_privilege", "warning",
		"SELECT l.lanname::text AS object FROM pg_language l"
		" WHERE l.lanname IN ('c', 'internal') AND l.lanpltrusted",
		gettext_noop("the language \"{object}\" is trusted"),
		gettext_noop("Whoever may make functions in it can do anything that the server can; run UPDATE pg_language SET lanpltrusted = false.")
	},
	{
		"verify_setting", "error",
		"SELECT 'server' AS object WHERE (SELECT s.reset_val FROM pg_settings s"
		" WHERE s.name = 'session_replication_role') = 'replica'"
		" AND NOT EXISTS (SELECT FROM " REPLICA_SETTINGS " AND (s.setrole = 0 OR s.setrole = (SELECT r.oid"
		" FROM pg_roles r WHERE r.rolname = session_user)))"
		" UNION ALL SELECT CASE WHEN s.setdatabase = 0 THEN 'ALL' ELSE current_database()::text END"
		" FROM " REPLICA_SETTINGS " AND s.setrole = 0",
		gettext_noop("every session begins with session_replication_role = replica ({object}): no trigger and no foreign key is at work"),
		gettext_noop("Reset the parameter, then look for rows that were written meanwhile.")
	},
	{
		"verify_setting", "warning",
		"SELECT pg_get_userbyid(s.setrole)::text AS object FROM " REPLICA_SETTINGS " AND s.setrole <> 0",
		gettext_noop("the sessions of role \"{object}\" begin with session_replication_role = replica: they pass no guard"),
		gettext_noop("Run ALTER ROLE ... RESET session_replication_role.")
	},
	{
		"verify_prepared", "warning",
		/* its locks bear the number of the session that it was prepared in, or after a restart none */
		"SELECT p.gid AS object, to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS OF') AS what"
		" FROM pg_prepared_xacts p JOIN pg_locks x ON x.locktype = 'transactionid'"
		" AND x.transactionid = p.transaction AND x.granted AND x.pid IS NULL"
		" WHERE p.database = current_database() AND p.prepared < now() - '1 hour'::interval"
		" AND EXISTS (SELECT FROM pg_locks l JOIN " LEDGER_TABLES " ON c.oid = l.relation"
		" WHERE l.locktype = 'relation' AND l.pid IS NULL AND l.virtualtransaction = x.virtualtransaction"
		" AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))",
		gettext_noop("transaction \"{object}\", prepared at {what}, waits for its end and holds rows of the ledger"),
		gettext_noop("Ask its coordinator, then run COMMIT PREPARED or ROLLBACK PREPARED.")
	}
};

static const BpAudit subscription_audit =
{
	"verify_subscription", "warning",
	"SELECT c.relname::text AS \"table\", s.subname::text AS object"
	" FROM pg_subscription_rel r JOIN " LEDGER_TABLES " ON c.oid = r.srrelid"
	" JOIN pg_subscription s ON s.oid = r.srsubid",
	gettext_noop("table \"{table}\" receives rows from subscription \"{object}\", which passes no guard"),
	gettext_noop("Run this audit after each synchronisation, or drop the table from the subscription.")
};

#endif							/* BUDGET_PERF_VERIFY_STRUCTURE_H */
