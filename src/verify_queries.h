/*
 * verify_queries.h
 *	  The queries of the audit: for each, what a row of it means.
 *
 * A query gives one row for each thing that is wrong.  It sees the ledger as
 * @ledger@ and its name as $1, and the search path is pg_catalog alone, so
 * that plain operators and functions are the built-in ones.  Its columns are
 * known by name, all of them optional:
 *
 *	table, key (jsonb), column	where
 *	object (text)				which trigger, constraint or the like
 *	rows (bigint)				how many rows are concerned, where it is not one
 *	lhs, rhs, tolerance			numeric, what was compared
 *	what (text)					detail for the message
 *	rule (text)					id of the finding, where the audit has none
 *
 * Tables are read with ONLY: a row in an inheritance child is in no table of
 * the ledger.  Every query is set-wise: one pass over each table it reads.
 */
#ifndef BUDGET_PERF_VERIFY_QUERIES_H
#define BUDGET_PERF_VERIFY_QUERIES_H

#include "verify_expected.h"

typedef struct BpAudit
{
	const char *rule;			/* id of the findings; NULL = the query gives it */
	const char *severity;
	const char *query;			/* UTF-8 */
	const char *message;		/* with the names of the columns in braces */
	const char *hint;
} BpAudit;

/* The audit of a kind of rule: the query gives the rule's own id. */
typedef struct BpRuleAudit
{
	const char *kind;			/* of the rule */
	BpAudit		audit;
} BpRuleAudit;

/* What a table's rows must hold, whatever its constraints say. */
typedef struct BpValueAudit
{
	const char *table;
	const char *key;			/* names of the key's columns */
	const char *required;		/* names of the other columns that are not null */
	struct
	{
		const char *column;
		const char *wrong;		/* true for a value that must not be; r is the row */
	}			values[8];
} BpValueAudit;

#define HINT_NOT_AS_SEALED \
	gettext_noop("The sealed content was changed behind the guards. Restore it from a backup, or open an amendment once the cause is known.")

#include "verify_structure.h"

/* ---- references ---- */

#define DECLARATION_KEY(alias) \
	"jsonb_build_object('department_code', " alias ".department_code," \
	" 'fiscal_year', " alias ".fiscal_year, 'version', " alias ".version)"

#define DECLARATION_COLUMNS(alias) \
	alias ".department_code, " alias ".fiscal_year, " alias ".version"

#define SAME_DECLARATION(a, b) \
	a ".department_code = " b ".department_code AND " a ".fiscal_year = " b ".fiscal_year" \
	" AND " a ".version = " b ".version"

#define ORPHANS_AUDIT(query) \
	{ \
		"verify_orphan", "error", query, \
		gettext_noop("table \"{table}\" refers to a row of table \"{what}\" that does not exist; rows: {rows}"), \
		gettext_noop("Restore the missing row from a backup, or delete the rows.") \
	}

#define ORPHANS_BY_ONE(child, column, parent, parent_column) \
	ORPHANS_AUDIT("SELECT '" child "' AS \"table\", '" column "' AS \"column\", '" parent "' AS what," \
	" jsonb_build_object('" column "', c." column ") AS key, count(*) AS rows" \
	" FROM ONLY @ledger@." child " c WHERE c." column " IS NOT NULL" \
	" AND NOT EXISTS (SELECT FROM ONLY @ledger@." parent " p WHERE p." parent_column " = c." column ")" \
	" GROUP BY c." column)

#define ORPHANS_BY_DECLARATION(child) \
	ORPHANS_AUDIT("SELECT '" child "' AS \"table\", 'declaration' AS what," \
	DECLARATION_KEY("c") " AS key, count(*) AS rows" \
	" FROM ONLY @ledger@." child " c" \
	" WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.declaration p" \
	" WHERE " SAME_DECLARATION("p", "c") ")" \
	" GROUP BY " DECLARATION_COLUMNS("c"))

/* ---- seals ---- */

/* The seals of each declaration, counted. */
#define SEALS_COUNTED \
	"(SELECT " DECLARATION_COLUMNS("x") ", count(*) AS made, min(x.submission) AS first," \
	" max(x.submission) AS last, count(*) FILTER (WHERE x.withdrawn_at IS NULL) AS standing," \
	" max(x.submission) FILTER (WHERE x.withdrawn_at IS NULL) AS last_standing" \
	" FROM ONLY @ledger@.seal x GROUP BY " DECLARATION_COLUMNS("x") ") AS s"

#define DECLARATIONS_WITH_SEALS \
	"SELECT 'declaration' AS \"table\", " DECLARATION_KEY("d") " AS key, d.status AS what," \
	" coalesce(s.standing, 0)::numeric AS lhs" \
	" FROM ONLY @ledger@.declaration d LEFT JOIN " SEALS_COUNTED \
	" ON " SAME_DECLARATION("s", "d")

/*
 * The declarations with the seals that the content is held against: one each,
 * even where more than one stands.
 */
#define STANDING \
	"ONLY @ledger@.declaration d JOIN" \
	" (SELECT DISTINCT ON (" DECLARATION_COLUMNS("x") ") x.* FROM ONLY @ledger@.seal x" \
	" WHERE x.withdrawn_at IS NULL" \
	" ORDER BY " DECLARATION_COLUMNS("x") ", x.submission DESC) AS s" \
	" ON " SAME_DECLARATION("s", "d")

/* What a seal lists of findings, a row each. */
#define SEAL_FINDINGS(s) \
	"jsonb_array_elements(CASE WHEN jsonb_typeof(" s ".findings) = 'array'" \
	" THEN " s ".findings ELSE '[]' END)"

/* The same as a WHERE clause for a child's rows c. */
#define OF_STANDING \
	"EXISTS (SELECT FROM ONLY @ledger@.seal s WHERE " SAME_DECLARATION("s", "c") \
	" AND s.withdrawn_at IS NULL)"

/*
 * One field of the canonical content, see seal.h, as arguments of concat(), which
 * leaves nulls out: it takes half the time of as many operators ||.
 */
#define FIELD(x) \
	"CASE WHEN $3 THEN octet_length((" x ")::text)" \
	" ELSE octet_length(convert_to((" x ")::text, 'UTF8')) END," \
	" CASE WHEN (" x ") IS NULL THEN '-' ELSE ':' END, (" x ")::text"

#define RECORDS(child, number, record) \
	"(SELECT " DECLARATION_COLUMNS("c") ", count(*) AS n," \
	" string_agg(concat(" record ", E'\\n'), '' ORDER BY " number ") AS content" \
	" FROM ONLY @ledger@." child " c WHERE " OF_STANDING \
	" GROUP BY " DECLARATION_COLUMNS("c") ")"

#define LINE_RECORDS \
	RECORDS("budget_line", "c.item_code COLLATE \"C\"", \
	"'B', " FIELD("c.item_code") ", " FIELD("c.amount") ", " FIELD("c.amount_source"))

#define TASK_RECORDS \
	RECORDS("task", "c.task_no", \
	"'T', " FIELD("c.task_no") ", " FIELD("c.amount") ", " FIELD("c.name") \
	", " FIELD("c.content") ", " FIELD("c.expected_outcome") ", " FIELD("c.amount_source"))

#define INDICATOR_RECORDS \
	RECORDS("indicator", "c.indicator_no", \
	"'I', " FIELD("c.indicator_no") ", " FIELD("c.level1") ", " FIELD("c.level2") \
	", " FIELD("c.name") ", " FIELD("c.unit") ", " FIELD("c.cycle_target") \
	", " FIELD("c.annual_target") ", " FIELD("c.weight") ", " FIELD("c.accumulation") \
	", " FIELD("c.code"))

#define AMENDMENT_RECORDS \
	RECORDS("amendment", "c.amendment_no", \
	"'A', " FIELD("c.amendment_no") ", " FIELD("c.kind") ", " FIELD("c.batch") \
	", " FIELD("c.reason") ", " FIELD("c.legal_reference"))

#define AMENDMENT_LINE_RECORDS \
	RECORDS("amendment_line", "c.amendment_no, c.line_no", \
	"'C', " FIELD("c.amendment_no") ", " FIELD("c.line_no") ", " FIELD("c.item_code") \
	", " FIELD("c.task_no") ", " FIELD("c.change") ", " FIELD("c.change_source"))

/* The errors that were waived, as the seal s keeps them; most have none. */
#define WAIVED_RECORDS \
	"CASE WHEN s.findings @> '[{\"status\": \"waived\"}]' THEN (SELECT string_agg(concat(" \
	"'W', " FIELD("w.finding ->> 'rule'") \
	", " FIELD("w.finding -> 'location' -> 'waiver' ->> 'waiver_id'") \
	", " FIELD("w.finding -> 'location' ->> 'table'") \
	", " FIELD("w.finding -> 'location' -> 'key'") ", E'\\n'), '' ORDER BY w.n)" \
	" FROM jsonb_array_elements(s.findings) WITH ORDINALITY AS w (finding, n)" \
	" WHERE w.finding ->> 'status' = 'waived') ELSE '' END"

/* The records of the children, and of declaration d and its seal s all of them, in the order of seal.h. */
#define RECORDS_OF_CHILDREN \
	" LEFT JOIN " LINE_RECORDS " AS b ON " SAME_DECLARATION("b", "d") \
	" LEFT JOIN " TASK_RECORDS " AS t ON " SAME_DECLARATION("t", "d") \
	" LEFT JOIN " INDICATOR_RECORDS " AS i ON " SAME_DECLARATION("i", "d") \
	" LEFT JOIN " AMENDMENT_RECORDS " AS a ON " SAME_DECLARATION("a", "d") \
	" LEFT JOIN " AMENDMENT_LINE_RECORDS " AS l ON " SAME_DECLARATION("l", "d")

#define CANONICAL_CONTENT \
	"concat('D', " FIELD("d.department_code") ", " FIELD("d.fiscal_year") ", " FIELD("d.version") \
	", " FIELD("d.form_code") ", " FIELD("d.goal") \
	", " FIELD("nullif(d.cycle_from, 0)") ", " FIELD("nullif(d.cycle_to, 0)") ", E'\\n'," \
	" b.content, t.content, i.content, a.content, l.content, " WAIVED_RECORDS \
	", 'R', " FIELD("s.rule_set") ", " FIELD("s.enforced") ", E'\\n'" \
	", 'P', " FIELD("s.previous_digest") ", E'\\n')"

#define COUNTS_AUDIT(column, child) \
	{ \
		"verify_totals", "error", \
		"SELECT 'seal' AS \"table\", '" column "' AS \"column\", '" child "' AS what," \
		DECLARATION_KEY("s") " AS key, s." column "::numeric AS lhs, coalesce(n.n, 0)::numeric AS rhs" \
		" FROM " STANDING " LEFT JOIN (SELECT " DECLARATION_COLUMNS("c") ", count(*) AS n" \
		" FROM ONLY @ledger@." child " c GROUP BY " DECLARATION_COLUMNS("c") ") AS n" \
		" ON " SAME_DECLARATION("n", "s") \
		" WHERE s." column " <> coalesce(n.n, 0)", \
		gettext_noop("the seal counts {lhs} rows of table \"{what}\", but there are {rhs}"), \
		HINT_NOT_AS_SEALED \
	}

#define TOTALS_DIFFER \
	gettext_noop("the seal's total of \"{object}\" is not the total of the rows")

static const BpAudit content_audits[] = {
	ORPHANS_BY_ONE("department", "parent_code", "department", "code"),
	ORPHANS_BY_ONE("department_succession", "predecessor_code", "department", "code"),
	ORPHANS_BY_ONE("department_succession", "successor_code", "department", "code"),
	ORPHANS_BY_ONE("form_item", "form_code", "form", "code"),
	ORPHANS_BY_ONE("rule_term", "rule_id", "rule", "id"),
	ORPHANS_BY_ONE("waiver", "rule_id", "rule", "id"),
	ORPHANS_BY_ONE("waiver", "department_code", "department", "code"),
	ORPHANS_BY_ONE("waiver", "form_code", "form", "code"),
	ORPHANS_BY_ONE("indicator_link", "department_code", "department", "code"),
	ORPHANS_BY_ONE("indicator_link", "previous_department_code", "department", "code"),
	ORPHANS_BY_ONE("declaration", "department_code", "department", "code"),
	ORPHANS_BY_ONE("declaration", "form_code", "form", "code"),
	ORPHANS_BY_ONE("seal", "rule_set", "rule_set", "digest"),
	ORPHANS_BY_ONE("execution", "department_code", "department", "code"),
	ORPHANS_BY_DECLARATION("budget_line"),
	ORPHANS_BY_DECLARATION("task"),
	ORPHANS_BY_DECLARATION("indicator"),
	ORPHANS_BY_DECLARATION("amendment"),
	ORPHANS_BY_DECLARATION("seal"),
	ORPHANS_BY_DECLARATION("history"),
	ORPHANS_BY_ONE("monitoring_threshold", "scheme_code", "monitoring_scheme", "code"),
	ORPHANS_BY_ONE("monitoring_use", "scheme_code", "monitoring_scheme", "code"),
	ORPHANS_AUDIT("SELECT 'amendment_line' AS \"table\", 'amendment' AS what,"
				  " " DECLARATION_KEY("c") " || jsonb_build_object('amendment_no', c.amendment_no) AS key,"
				  " count(*) AS rows FROM ONLY @ledger@.amendment_line c"
				  " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.amendment p"
				  " WHERE " SAME_DECLARATION("p", "c") " AND p.amendment_no = c.amendment_no)"
				  " GROUP BY " DECLARATION_COLUMNS("c") ", c.amendment_no"),
	{
		"verify_execution", "error",
		"SELECT 'execution' AS \"table\", 'fiscal_year' AS \"column\","
		" jsonb_build_object('department_code', c.department_code, 'fiscal_year', c.fiscal_year) AS key,"
		" count(*) AS rows FROM ONLY @ledger@.execution c"
		" WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.declaration d"
		" WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year"
		" AND d.status IN ('approved', 'recorded'))"
		" GROUP BY c.department_code, c.fiscal_year",
		gettext_noop("spending stands against a year without an approved budget; rows: {rows}"),
		gettext_noop("They were written behind the guards, or the declaration was. Approve it, or delete the rows.")
	},
	{
		"verify_execution", "error",
		"SELECT 'execution' AS \"table\", 'item_code' AS \"column\", c.item_code AS what,"
		" jsonb_build_object('department_code', c.department_code, 'fiscal_year', c.fiscal_year) AS key,"
		" count(*) AS rows FROM ONLY @ledger@.execution c WHERE c.item_code IS NOT NULL"
		" AND EXISTS (SELECT FROM ONLY @ledger@.declaration d"
		" WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year"
		" AND d.status IN ('approved', 'recorded'))"
		" AND NOT EXISTS (SELECT FROM ONLY @ledger@.declaration d JOIN ONLY @ledger@.form_item f"
		" ON f.form_code = d.form_code"
		" WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year"
		" AND d.status IN ('approved', 'recorded') AND f.item_code = c.item_code)"
		" GROUP BY c.department_code, c.fiscal_year, c.item_code",
		gettext_noop("spending names the item \"{what}\", which the form of no version has; rows: {rows}"),
		gettext_noop("Correct the item; the guard was off when it was written.")
	},
	{
		"verify_execution", "error",
		"SELECT 'execution' AS \"table\", 'task_no' AS \"column\", c.task_no::text AS what,"
		" jsonb_build_object('department_code', c.department_code, 'fiscal_year', c.fiscal_year) AS key,"
		" count(*) AS rows FROM ONLY @ledger@.execution c WHERE c.task_no IS NOT NULL"
		" AND EXISTS (SELECT FROM ONLY @ledger@.declaration d"
		" WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year"
		" AND d.status IN ('approved', 'recorded'))"
		" AND NOT EXISTS (SELECT FROM ONLY @ledger@.declaration d JOIN ONLY @ledger@.task t"
		" ON " SAME_DECLARATION("t", "d")
		" WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year"
		" AND d.status IN ('approved', 'recorded') AND t.task_no = c.task_no)"
		" GROUP BY c.department_code, c.fiscal_year, c.task_no",
		gettext_noop("spending names task {what}, which no version has; rows: {rows}"),
		gettext_noop("Correct the task; the guard was off when it was written.")
	},
	ORPHANS_AUDIT("SELECT 'measurement' AS \"table\", 'indicator' AS what,"
				  " " DECLARATION_KEY("c") " || jsonb_build_object('indicator_no', c.indicator_no) AS key,"
				  " count(*) AS rows FROM ONLY @ledger@.measurement c"
				  " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.indicator p"
				  " WHERE " SAME_DECLARATION("p", "c") " AND p.indicator_no = c.indicator_no)"
				  " GROUP BY " DECLARATION_COLUMNS("c") ", c.indicator_no"),
	ORPHANS_BY_ONE("measurement", "rating", "rating", "code"),
	ORPHANS_BY_ONE("score_tier", "method_code", "score_method", "code"),
	ORPHANS_BY_ONE("score_tier", "rating", "rating", "code"),
	ORPHANS_BY_ONE("score_grade", "method_code", "score_method", "code"),
	ORPHANS_BY_ONE("score_weight", "method_code", "score_method", "code"),
	ORPHANS_BY_ONE("score_use", "method_code", "score_method", "code"),
	{
		"verify_measurement", "error",
		"SELECT 'measurement' AS \"table\", " DECLARATION_KEY("c") " AS key, d.status AS what, count(*) AS rows"
		" FROM ONLY @ledger@.measurement c JOIN ONLY @ledger@.declaration d ON " SAME_DECLARATION("d", "c")
		" WHERE d.status NOT IN ('approved', 'recorded')"
		" GROUP BY " DECLARATION_COLUMNS("c") ", d.status",
		gettext_noop("{rows} measurements of a declaration that is {what}"),
		gettext_noop("Only approved or recorded declarations are measured. Approve it, or delete the rows.")
	},
	{
		"verify_seal_missing", "error",
		DECLARATIONS_WITH_SEALS " WHERE d.status <> 'draft' AND coalesce(s.standing, 0) = 0",
		gettext_noop("the declaration is {what} but has no seal"),
		gettext_noop("It was moved out of draft behind the guards, or its seal was removed. Restore it from a backup.")
	},
	{
		"verify_seal_standing", "error",
		DECLARATIONS_WITH_SEALS " WHERE d.status = 'draft' AND s.standing > 0",
		gettext_noop("the declaration is a draft, yet its seal stands"),
		gettext_noop("It was reopened behind the guards. Put its status back, then send it back properly.")
	},
	{
		"verify_seal_standing", "error",
		DECLARATIONS_WITH_SEALS " WHERE s.standing > 1",
		gettext_noop("{lhs} seals of the declaration stand at once"),
		gettext_noop("Only the newest may stand; restore the seals from a backup.")
	},
	{
		"verify_seal_standing", "error",
		DECLARATIONS_WITH_SEALS " WHERE s.standing = 1 AND s.last_standing <> s.last",
		gettext_noop("the seal that stands is not the newest"),
		gettext_noop("Restore the seals from a backup.")
	},
	{
		"verify_seal_gap", "error",
		DECLARATIONS_WITH_SEALS " WHERE s.first <> 1 OR s.made <> s.last",
		gettext_noop("the numbers of the declaration's seals have a gap"),
		gettext_noop("A seal was removed; restore it from a backup.")
	},
	{
		"verify_seal_enforced", "error",
		"SELECT 'seal' AS \"table\", 'enforced' AS \"column\", d.status AS what,"
		" " DECLARATION_KEY("s") " AS key FROM " STANDING
		" WHERE d.status <> 'draft' AND s.enforced <> (d.status <> 'recorded')",
		gettext_noop("the declaration is {what}, but its seal says otherwise of how it was checked"),
		gettext_noop("Only recorded history is sealed without being enforced. Restore status and seal from a backup.")
	},
	{
		"verify_seal_enforced", "error",
		"SELECT 'seal' AS \"table\", 'findings' AS \"column\", f.value ->> 'rule' AS what,"
		" " DECLARATION_KEY("s") " AS key, count(*) AS rows FROM " STANDING
		" CROSS JOIN LATERAL " SEAL_FINDINGS("s") " AS f"
		" WHERE d.status <> 'draft' AND s.enforced"
		" AND f.value ->> 'severity' = 'error' AND f.value ->> 'status' = 'fail'"
		" GROUP BY " DECLARATION_COLUMNS("s") ", f.value ->> 'rule'",
		gettext_noop("the seal was enforced, yet it lists rule {what} as broken"),
		gettext_noop("The submission would have been refused: seal or findings were written behind the guards. Restore them from a backup.")
	},
	{
		/* What a seal says was waived is not checked again: it must have been granted. */
		"verify_seal_waiver", "error",
		"SELECT 'seal' AS \"table\", 'findings' AS \"column\", f.value ->> 'rule' AS what,"
		" " DECLARATION_KEY("s") " AS key FROM " STANDING
		" CROSS JOIN LATERAL " SEAL_FINDINGS("s") " AS f"
		" WHERE f.value ->> 'status' = 'waived' AND NOT EXISTS (SELECT FROM ONLY @ledger@.waiver w"
		"  WHERE w.waiver_id::text = f.value -> 'location' -> 'waiver' ->> 'waiver_id'"
		"  AND w.rule_id = f.value ->> 'rule'"
		"  AND coalesce(w.department_code, s.department_code) = s.department_code"
		"  AND coalesce(w.form_code, d.form_code) = d.form_code"
		"  AND s.fiscal_year BETWEEN w.first_year AND w.last_year"
		"  AND (s.sealed_at AT TIME ZONE 'Asia/Shanghai')::date <= w.expires_on + 1)",
		gettext_noop("the seal says that rule {what} was waived, but no waiver of that number covers it"),
		gettext_noop("Restore the waiver from a backup, or send the declaration back and submit it again.")
	},
	{
		"verify_status", "error",
		"SELECT 'declaration' AS \"table\", 'status' AS \"column\", d.status AS what,"
		" " DECLARATION_KEY("d") " AS key FROM ONLY @ledger@.declaration d LEFT JOIN"
		" (SELECT DISTINCT ON (" DECLARATION_COLUMNS("x") ") " DECLARATION_COLUMNS("x") ", x.to_status"
		" FROM ONLY @ledger@.history x ORDER BY " DECLARATION_COLUMNS("x") ", x.history_id DESC) AS h"
		" ON " SAME_DECLARATION("h", "d")
		" WHERE d.status IS DISTINCT FROM coalesce(h.to_status, 'draft')",
		gettext_noop("the declaration is {what}, but its history does not end so"),
		gettext_noop("The status was changed behind the guards; put back what the history says.")
	},
	{
		"verify_history", "error",
		"SELECT 'history' AS \"table\", " DECLARATION_KEY("h") " || jsonb_build_object('history_id', h.history_id) AS key,"
		" coalesce(h.from_status, 'null') || ' to ' || h.to_status AS what"
		" FROM (SELECT x.*, lag(x.to_status, 1, 'draft') OVER"
		" (PARTITION BY " DECLARATION_COLUMNS("x") " ORDER BY x.history_id) AS before"
		" FROM ONLY @ledger@.history x) AS h"
		" WHERE h.from_status IS DISTINCT FROM h.before OR (h.from_status, h.to_status) NOT IN"
		" (('draft', 'submitted'), ('draft', 'recorded'), ('submitted', 'approved'), ('submitted', 'draft'))",
		gettext_noop("the history has a step from {what} where none can be"),
		gettext_noop("Entries were removed or written behind the guards; restore them from a backup.")
	},
	{
		"verify_history", "error",
		"SELECT 'history' AS \"table\", " DECLARATION_KEY("s") " AS key, s.made::numeric AS lhs,"
		" coalesce(h.submissions, 0)::numeric AS rhs FROM " SEALS_COUNTED
		" LEFT JOIN (SELECT " DECLARATION_COLUMNS("x") ", count(*) AS submissions"
		" FROM ONLY @ledger@.history x WHERE x.from_status = 'draft'"
		" GROUP BY " DECLARATION_COLUMNS("x") ") AS h ON " SAME_DECLARATION("h", "s")
		" WHERE s.first = 1 AND s.made = s.last AND s.made <> coalesce(h.submissions, 0)",
		gettext_noop("there are {lhs} seals of the declaration, and its history tells of {rhs} submissions"),
		gettext_noop("Seals or entries were removed behind the guards; restore them from a backup.")
	},
	{
		"verify_rule_set", "error",
		"SELECT 'rule_set' AS \"table\", jsonb_build_object('digest', x.digest) AS key"
		" FROM ONLY @ledger@.rule_set x"
		" WHERE encode(sha256(convert_to(x.rules::text, 'UTF8')), 'hex') <> x.digest",
		gettext_noop("the rules are not those of the digest; what was checked by them cannot be re-checked"),
		gettext_noop("Restore the row from a backup.")
	},
	{
		"verify_digest", "error",
		"SELECT 'seal' AS \"table\", 'digest' AS \"column\", " DECLARATION_KEY("s") " AS key"
		" FROM " STANDING RECORDS_OF_CHILDREN
		" WHERE d.status <> 'draft' AND s.digest IS DISTINCT FROM"
		" encode(sha256(convert_to(" CANONICAL_CONTENT ", 'UTF8')), 'hex')",
		gettext_noop("the content is not what was sealed"),
		HINT_NOT_AS_SEALED
	},
	{
		"verify_chain", "error",
		"SELECT 'seal' AS \"table\", 'previous_digest' AS \"column\", " DECLARATION_KEY("s") " AS key"
		" FROM " STANDING
		" LEFT JOIN ONLY @ledger@.seal p ON p.department_code = s.department_code"
		" AND p.fiscal_year = s.fiscal_year AND p.version = s.version - 1 AND p.withdrawn_at IS NULL"
		" WHERE d.status <> 'draft' AND s.previous_digest IS DISTINCT FROM p.digest",
		gettext_noop("the seal does not follow the seal of the version before"),
		gettext_noop("A version was removed or sealed anew behind the guards; restore it from a backup.")
	},
	{
		"verify_version_gap", "error",
		"SELECT 'declaration' AS \"table\", 'version' AS \"column\", " DECLARATION_KEY("d") " AS key,"
		" (d.version - 1)::text AS what FROM ONLY @ledger@.declaration d"
		" WHERE d.version > 1 AND NOT EXISTS (SELECT FROM ONLY @ledger@.declaration p"
		" WHERE p.department_code = d.department_code AND p.fiscal_year = d.fiscal_year"
		" AND p.version = d.version - 1)",
		gettext_noop("there is no version {what} before this one"),
		gettext_noop("A version was removed behind the guards; restore it from a backup.")
	},
	{
		"verify_version_order", "error",
		"SELECT 'declaration' AS \"table\", 'status' AS \"column\", " DECLARATION_KEY("d") " AS key,"
		" d.status AS what FROM ONLY @ledger@.declaration d"
		" JOIN ONLY @ledger@.declaration p ON p.department_code = d.department_code"
		" AND p.fiscal_year = d.fiscal_year AND p.version = d.version - 1"
		" WHERE d.status <> 'draft' AND p.status NOT IN ('approved', 'recorded')",
		gettext_noop("the declaration is {what}, but the version before it is not final"),
		gettext_noop("A version waits until the one before is final; one of the two was moved behind the guards.")
	},
	COUNTS_AUDIT("budget_lines", "budget_line"),
	COUNTS_AUDIT("tasks", "task"),
	COUNTS_AUDIT("indicators", "indicator"),
	{
		"verify_totals", "error",
		"WITH standing AS MATERIALIZED (SELECT " DECLARATION_COLUMNS("d") ", d.form_code, s.totals"
		" FROM " STANDING " WHERE d.status <> 'draft'),"
		" line AS (SELECT " DECLARATION_COLUMNS("d") ", f.category, f.block, sum(c.amount) AS amount"
		" FROM standing d JOIN ONLY @ledger@.budget_line c ON " SAME_DECLARATION("c", "d")
		" JOIN ONLY @ledger@.form_item f ON f.form_code = d.form_code AND f.item_code = c.item_code"
		" WHERE c.amount IS NOT NULL"
		" GROUP BY " DECLARATION_COLUMNS("d") ", f.category, f.block),"
		" counted AS (SELECT " DECLARATION_COLUMNS("l") ", 'blocks' AS part, l.block AS name,"
		" l.amount FROM line l"
		" UNION ALL SELECT " DECLARATION_COLUMNS("l") ", 'categories', l.category, sum(l.amount)"
		" FROM line l GROUP BY " DECLARATION_COLUMNS("l") ", l.category"
		" UNION ALL SELECT " DECLARATION_COLUMNS("d") ", 'categories', 'task', sum(c.amount)"
		" FROM standing d JOIN ONLY @ledger@.task c ON " SAME_DECLARATION("c", "d")
		" WHERE c.amount IS NOT NULL GROUP BY " DECLARATION_COLUMNS("d") "),"
		" stored AS (SELECT " DECLARATION_COLUMNS("s") ", p.part, v.name, v.value AS shown,"
		" CASE WHEN v.value ~ '^-?[0-9]+([.][0-9]+)?$' THEN v.value::numeric END AS amount"
		" FROM standing s"
		" CROSS JOIN (VALUES ('categories'), ('blocks')) AS p (part)"
		" CROSS JOIN LATERAL jsonb_each_text(CASE WHEN jsonb_typeof(s.totals -> p.part) = 'object'"
		" THEN s.totals -> p.part ELSE '{}' END) AS v (name, value)"
		" WHERE v.value IS NOT NULL)"
		" SELECT 'seal' AS \"table\", 'totals' AS \"column\","
		" jsonb_build_object('department_code', department_code, 'fiscal_year', fiscal_year,"
		" 'version', version) AS key, part || '.' || name AS object, x.amount AS lhs, c.amount AS rhs"
		" FROM stored x FULL JOIN counted c USING (department_code, fiscal_year, version, part, name)"
		" WHERE x.amount IS DISTINCT FROM c.amount"
		" OR x.shown IS NOT NULL AND x.amount IS NULL",
		TOTALS_DIFFER,
		HINT_NOT_AS_SEALED
	}
};

/* ---- values ---- */

#define NOT_MONEY(column) \
	column " IN ('NaN', 'Infinity', '-Infinity') OR scale(" column ") > 2 OR abs(" column ") >= 1e16"

static const BpValueAudit value_audits[] = {
	{
		"ledger_version", "only_row", "version, created_at",
		{{"only_row", "NOT r.only_row"}}
	},
	{
		"department", "code", "name",
		{{"code", "r.code <> budget_perf.normalise_code(r.code) OR r.code = ''"},
		{"name", "r.name = ''"}}
	},
	{
		"department_succession", "predecessor_code, successor_code, fiscal_year", "kind",
		{{"kind", "r.kind NOT IN ('rename', 'merge', 'split')"},
		{"successor_code", "r.successor_code = r.predecessor_code"}}
	},
	{
		"form", "code", "title, amount_unit, taxonomy, target_columns",
		{{"amount_unit", "r.amount_unit NOT IN ('元', '万元')"},
		{"target_columns", "r.target_columns NOT IN (1, 2)"},
		{"weight_total", "r.weight_total <= 0 OR r.weight_total IN ('NaN', 'Infinity')"}}
	},
	{
		"form_item", "form_code, item_code",
		"ordinal, category, block, block_label, label, aliases, negative_allowed",
		{{"category", "r.category NOT IN ('expenditure', 'income', 'tier')"}}
	},
	{
		"indicator_class", "taxonomy, code", "ordinal, level1, level2, level1_names, level2_names",
		{{NULL, NULL}}
	},
	{
		"rule", "id", "kind, severity, tolerance, parameters, description, description_zh",
		{{"severity", "r.severity NOT IN ('error', 'warning', 'info', 'off')"},
		{"operator", "(r.kind = 'identity') <> (r.operator IS NOT NULL) OR r.operator NOT IN ('=', '<=', '>=')"},
		{"tolerance", "r.tolerance < 0 OR r.tolerance IN ('NaN', 'Infinity')"},
		{"parameters", "jsonb_typeof(r.parameters) <> 'object'"},
		{"first_year", "r.first_year > r.last_year"}}
	},
	{
		"rule_term", "rule_id, side, source, item_code", "coefficient",
		{{"side", "r.side NOT IN ('left', 'right')"},
		{"source", "r.source NOT IN ('item', 'tasks')"},
		{"item_code", "(r.source = 'item') <> (r.item_code <> '')"},
		{"coefficient", "r.coefficient = 0 OR r.coefficient IN ('NaN', 'Infinity', '-Infinity')"}}
	},
	{
		"rule_set", "digest", "rules, first_used_at",
		{{NULL, NULL}}
	},
	{
		"waiver", "waiver_id", "rule_id, first_year, last_year, reason, approver, expires_on, granted_by, granted_at",
		{{"department_code", "num_nonnulls(r.department_code, r.form_code) = 0"},
		{"first_year", "r.first_year > r.last_year"}}
	},
	{
		"duty", "role_name, duty, department_code, region", "subordinates",
		{{"role_name", "r.role_name = ''"},
		{"duty", "r.duty NOT IN ('clerk', 'reviewer', 'reader', 'archivist', 'steward')"},
		{"department_code", "r.department_code <> budget_perf.normalise_code(r.department_code)"}}
	},
	{
		"indicator_link", "department_code, fiscal_year, indicator_no, indicator_code", "reason",
		{{"indicator_no", "(r.indicator_no >= 1) = (r.indicator_code <> '') OR r.indicator_no < 0"},
		{"previous_indicator_no", "num_nonnulls(r.previous_indicator_no, r.previous_indicator_code) > 1"}}
	},
	{
		"ambition_parameter", "form_code", "unchanged_years, exceeded_rate",
		{{"unchanged_years", "r.unchanged_years NOT BETWEEN 2 AND 20"},
		{"exceeded_rate", "r.exceeded_rate < 0 OR r.exceeded_rate IN ('NaN', 'Infinity')"}}
	},
	{
		"declaration", "department_code, fiscal_year, version", "status, form_code, created_at",
		{{"status", "r.status NOT IN ('draft', 'submitted', 'approved', 'recorded')"},
		{"fiscal_year", "r.fiscal_year NOT BETWEEN 1949 AND 9999"},
		{"version", "r.version < 1"},
		{"cycle_from", "r.cycle_from > r.cycle_to OR r.cycle_from NOT BETWEEN 1949 AND 9999"},
		{"cycle_to", "r.cycle_to NOT BETWEEN 1949 AND 9999"}}
	},
	{
		"budget_line", "department_code, fiscal_year, version, item_code", NULL,
		{{"amount", NOT_MONEY("r.amount")}}
	},
	{
		"task", "department_code, fiscal_year, version, task_no", "name",
		{{"task_no", "r.task_no < 1"},
		{"amount", NOT_MONEY("r.amount")}}
	},
	{
		"indicator", "department_code, fiscal_year, version, indicator_no", "level1, level2, name",
		{{"indicator_no", "r.indicator_no < 1"},
		{"weight", "r.weight < 0 OR r.weight IN ('NaN', 'Infinity')"},
		{"accumulation", "r.accumulation NOT IN ('cumulative', 'level')"}}
	},
	{
		"seal", "department_code, fiscal_year, version, submission",
		"sealed_at, sealed_by, enforced, digest, rule_set, totals, budget_lines, tasks, indicators, findings",
		{{"digest", "r.digest !~ '^[0-9a-f]{64}$'"}}
	},
	{
		"rating", "code", "ordinal, label",
		{{"light", "r.light NOT IN ('red', 'yellow', 'green', 'blue')"}}
	},
	{
		"measurement", "department_code, fiscal_year, version, indicator_no, measured_on", "is_increment",
		{{"actual", "r.actual = 'NaN' OR (r.actual IS NULL AND r.actual_date IS NULL AND r.rating IS NULL AND r.actual_text IS NULL)"},
		{"actual_unit", "r.actual_unit IS NOT NULL AND r.actual IS NULL"},
		{"is_increment", "r.is_increment AND r.actual IS NULL"},
		{"rating_share", "r.rating_share IS NOT NULL AND (r.rating IS NULL OR r.rating_share NOT BETWEEN 0 AND 1)"},
		{"measured_on", "NOT isfinite(r.measured_on)"},
		{"actual_date", "NOT isfinite(r.actual_date)"}}
	},
	{
		"score_method", "code",
		"name, formula, cap, over_deduction, decimals, late_days, plan_down_classes, execution_weight, indicator_weight",
		{{"formula", "r.formula NOT IN ('A', 'B')"},
		{"cap", "r.cap <= 0 OR r.cap = 'NaN'"},
		{"over_from", "r.over_from < 1 OR r.over_from = 'NaN'"},
		{"over_deduction", "r.over_deduction < 0 OR r.over_deduction = 'NaN'"},
		{"decimals", "r.decimals NOT BETWEEN 0 AND 2"},
		{"late_days", "r.late_days NOT BETWEEN 0 AND 10000"},
		{"execution_weight", "r.execution_weight < 0 OR r.execution_weight = 'NaN'"},
		{"indicator_weight", "r.indicator_weight <= 0 OR r.indicator_weight = 'NaN'"}}
	},
	{
		"score_tier", "method_code, rating", "share_from, share_to, share_usual",
		{{"share_from", "r.share_from < 0 OR r.share_from >= r.share_to"},
		{"share_to", "r.share_to > 1"},
		{"share_usual", "r.share_usual NOT BETWEEN r.share_from AND r.share_to"}}
	},
	{
		"score_grade", "method_code, label", "points_from",
		{{NULL, NULL}}
	},
	{
		"score_weight", "method_code, taxonomy, level1", "ordinal, weight, absent_to",
		{{"weight", "r.weight < 0 OR r.weight = 'NaN'"},
		{"absent_to", "array_position(r.absent_to, NULL) IS NOT NULL"}}
	},
	{
		"score_use", "form_code, first_year", "method_code",
		{{NULL, NULL}}
	},
	{
		"light_scale", "form_code, first_year",
		"yellow_from, green_from, blue_from, inside_classes, plan_down_classes, percent_is_level",
		{{"yellow_from", "r.yellow_from <= 0 OR r.yellow_from > r.green_from"},
		{"blue_from", "r.blue_from < r.green_from OR r.blue_from = 'NaN'"},
		{"inside_classes", "array_position(r.inside_classes, NULL) IS NOT NULL"},
		{"plan_down_classes", "array_position(r.plan_down_classes, NULL) IS NOT NULL"}}
	},
	{
		"execution", "department_code, fiscal_year, spent_on, entry_no", "amount",
		{{"amount", NOT_MONEY("r.amount")},
		{"item_code", "r.item_code IS NULL AND r.task_no IS NULL"},
		{"spent_on", "extract(year FROM r.spent_on) <> r.fiscal_year"}}
	},
	{
		"amendment", "department_code, fiscal_year, version, amendment_no", "kind, reason",
		{{"version", "r.version < 2"},
		{"amendment_no", "r.amendment_no < 1"},
		{"kind", "r.kind NOT IN ('increase', 'decrease', 'transfer')"}}
	},
	{
		"amendment_line", "department_code, fiscal_year, version, amendment_no, line_no", "change",
		{{"line_no", "r.line_no < 1"},
		{"change", NOT_MONEY("r.change")},
		{"item_code", "(r.item_code IS NULL) = (r.task_no IS NULL)"},
		{"task_no", "r.task_no < 1"}}
	},
	{
		"monitoring_scheme", "code", "title",
		{{"progress_gap", "r.progress_gap <= 0 OR r.progress_gap > 1"}}
	},
	{
		"monitoring_threshold", "scheme_code, month, level", "minimum_rate",
		{{"month", "r.month NOT BETWEEN 1 AND 12"},
		{"level", "r.level NOT IN ('yellow', 'red')"},
		{"minimum_rate", "r.minimum_rate <= 0 OR r.minimum_rate > 1"}}
	},
	{
		"monitoring_use", "region, form_code, first_year", NULL,
		{{NULL, NULL}}
	},
	{
		"history", "history_id",
		"department_code, fiscal_year, version, to_status, changed_at, changed_by",
		{{NULL, NULL}}
	}
};

/* ---- rules ---- */

/* The rules of the sets whose digest is right; of another one, nothing can be said. */
#define RULES_ON_RECORD \
	"ONLY @ledger@.rule_set x CROSS JOIN LATERAL jsonb_to_recordset(" \
	"CASE WHEN jsonb_typeof(x.rules) = 'array' THEN x.rules ELSE '[]' END)" \
	" AS r (id text, kind text, severity text, operator text, tolerance numeric," \
	" parameters jsonb, terms jsonb)" \
	" WHERE x.digest = encode(sha256(convert_to(x.rules::text, 'UTF8')), 'hex')"

#define SOUND_RULES		RULES_ON_RECORD " AND r.severity = 'error'"

/*
 * The seals that were enforced, and the error rules of one kind; both kept, so
 * that a rule set is not taken apart again for each row.
 */
#define WITH_RULES(kind) \
	"WITH rule AS MATERIALIZED (SELECT x.digest AS rule_set, r.id, r.operator," \
	" coalesce(r.tolerance, 0) AS tolerance, r.parameters, r.terms" \
	" FROM " SOUND_RULES " AND r.kind = '" kind "')," \
	" enforced AS MATERIALIZED (SELECT " DECLARATION_COLUMNS("d") ", d.form_code, s.rule_set FROM " STANDING \
	" WHERE s.enforced AND d.status <> 'draft')"

#define KINDS_IN_FORCE \
	"SELECT DISTINCT r.kind FROM " SOUND_RULES \
	" AND EXISTS (SELECT FROM ONLY @ledger@.seal s WHERE s.rule_set = x.digest" \
	" AND s.enforced AND s.withdrawn_at IS NULL)"

#define HINT_BROKEN_RULE \
	gettext_noop("The submission would have been refused: the content was changed behind the guards, or the guards were off when it was sealed.")

#include "verify_rules.h"

#endif							/* BUDGET_PERF_VERIFY_QUERIES_H */
