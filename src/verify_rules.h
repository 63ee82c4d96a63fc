/*
 * verify_rules.h
 *	  The error rules, evaluated again by queries.
 *
 * Each query evaluates all rules of one kind over every enforced seal, from
 * the rule set that the seal names, and shares nothing with the check engine
 * but the meaning of names and targets.  Where the engine would skip, a query
 * gives no row.
 */
#ifndef BUDGET_PERF_VERIFY_RULES_H
#define BUDGET_PERF_VERIFY_RULES_H

#define RULE_AUDIT(kind, query, message) \
	{kind, {NULL, "error", "SELECT q.* FROM (" WITH_RULES(kind) query ") AS q" NOT_WAIVED, \
			message, HINT_BROKEN_RULE}}

/* What the standing seal records as waived is another audit's (verify_seal_waiver). */
#define NOT_WAIVED \
	" WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.seal w" \
	" CROSS JOIN LATERAL " SEAL_FINDINGS("w") " AS f" \
	" WHERE w.department_code = q.key ->> 'department_code'" \
	" AND w.fiscal_year = (q.key ->> 'fiscal_year')::integer" \
	" AND w.version = (q.key ->> 'version')::integer AND w.withdrawn_at IS NULL" \
	" AND f.value ->> 'status' = 'waived' AND f.value ->> 'rule' = q.rule)"

/* The rows of a child that belong to enforced seals with a rule of the kind. */
#define ENFORCED(child) \
	"enforced e JOIN rule r USING (rule_set)" \
	" JOIN ONLY @ledger@." child " c ON " SAME_DECLARATION("c", "e")

/* Parameters of a rule r; what is not of the kind that it should be is not there. */
#define NUMBER_OF(name, otherwise) \
	"CASE WHEN jsonb_typeof(r.parameters -> '" name "') = 'number'" \
	" THEN (r.parameters ->> '" name "')::numeric ELSE " otherwise " END"

#define WORDS_OF(parameters, name) \
	"jsonb_array_elements_text(CASE WHEN jsonb_typeof(" parameters " -> '" name "') = 'array'" \
	" THEN " parameters " -> '" name "' ELSE '[]' END)"

#define FLAG_OF(parameters, name, otherwise) \
	"CASE WHEN jsonb_typeof(" parameters " -> '" name "') = 'boolean'" \
	" THEN (" parameters " ->> '" name "')::boolean ELSE " otherwise " END"

/* Whether a name, in its normal form, has one of the words of a parameter. */
#define HAS_WORD(name, parameters, words) \
	"EXISTS (SELECT FROM " WORDS_OF(parameters, words) " AS w (word)" \
	" WHERE w.word <> '' AND strpos(" name ", w.word) > 0)"

#define KEY_WITH(column) \
	DECLARATION_KEY("c") " || jsonb_build_object('" column "', c." column ") AS key"

#define LINE_KEY \
	DECLARATION_KEY("c") " || jsonb_build_object('amendment_no', c.amendment_no, 'line_no', c.line_no) AS key"

#define BLANK(text) \
	"(" text " IS NULL OR budget_perf.normalise_code(" text ") = '')"

#define TARGET_GIVEN(t) \
	"(" t " IS NOT NULL AND NOT 'blank' = ANY (budget_perf.target_flags(" t ")))"

/*
 * The targets of enforced indicators, a row each, and what they mean: the same
 * target stands in many rows, and each is read once.
 */
#define TARGETS_READ \
	", target AS MATERIALIZED (SELECT r.id, r.parameters, " DECLARATION_COLUMNS("c") ", c.indicator_no, c.name, c.unit," \
	" e.form_code, t.col, t.value::text AS printed FROM " ENFORCED("indicator") \
	" CROSS JOIN LATERAL (VALUES ('cycle_target', c.cycle_target)," \
	" ('annual_target', c.annual_target)) AS t (col, value))," \
	" reading AS MATERIALIZED (SELECT p.printed, k.*, k.kind = 'template' OR 'residue' = ANY (k.flags) AS template" \
	" FROM (SELECT DISTINCT t.printed::budget_perf.indicator_target AS target, t.printed FROM target t" \
	" WHERE t.printed IS NOT NULL OFFSET 0) AS p" \
	" CROSS JOIN LATERAL (SELECT budget_perf.target_kind(p.target) AS kind," \
	" budget_perf.target_flags(p.target) AS flags, budget_perf.target_comparator(p.target) AS comparator," \
	" budget_perf.target_lower(p.target) AS lower, budget_perf.target_upper(p.target) AS upper," \
	" budget_perf.target_unit(p.target) AS unit, budget_perf.target_base(p.target) AS base OFFSET 0) AS k" \
	" WHERE NOT 'blank' = ANY (k.flags))"

#define FROM_TARGETS	"FROM target c JOIN reading k ON k.printed = c.printed"

/* Both sides of the identities of a rule table, added up for each declaration. */
#define IDENTITY_SIDES(rules) \
	", term AS (SELECT r.rule_set, r.id, t.side, t.source, t.item_code, t.coefficient" \
	" FROM " rules " r CROSS JOIN LATERAL jsonb_to_recordset(r.terms)" \
	" AS t (side text, source text, item_code text, coefficient numeric))," \
	" part AS (SELECT " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side," \
	" sum(t.coefficient * c.amount) AS amount" \
	" FROM enforced e JOIN ONLY @ledger@.budget_line c ON " SAME_DECLARATION("c", "e") \
	" JOIN ONLY @ledger@.form_item f ON f.form_code = e.form_code AND f.item_code = c.item_code" \
	" JOIN term t ON t.rule_set = e.rule_set AND t.source = 'item' AND t.item_code = c.item_code" \
	" WHERE c.amount IS NOT NULL" \
	" GROUP BY " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side" \
	" UNION ALL SELECT " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side," \
	" t.coefficient * c.amount" \
	" FROM enforced e JOIN (SELECT " DECLARATION_COLUMNS("x") ", sum(x.amount) AS amount" \
	" FROM ONLY @ledger@.task x WHERE x.amount IS NOT NULL" \
	" GROUP BY " DECLARATION_COLUMNS("x") ") AS c ON " SAME_DECLARATION("c", "e") \
	" JOIN term t ON t.rule_set = e.rule_set AND t.source = 'tasks')," \
	" sides AS (SELECT " DECLARATION_COLUMNS("p") ", p.rule_set, p.id," \
	" sum(p.amount) FILTER (WHERE p.side = 'left') AS lhs," \
	" sum(p.amount) FILTER (WHERE p.side = 'right') AS rhs" \
	" FROM part p GROUP BY " DECLARATION_COLUMNS("p") ", p.rule_set, p.id)"

#define BLANK_NAME		BLANK("c.name")

/*
 * What the engine knows of units, by its function convert_value().  A bare
 * scale word (万) fits any unit; the scale of a unit is what stands before it,
 * if what is left is the same unit.
 */
#define BARE_UNIT(u) \
	"(budget_perf.convert_value(1, " u ", '元') IS NOT NULL" \
	" AND budget_perf.convert_value(1, " u ", '人') IS NOT NULL)"

#define SAME_UNIT(a, b) \
	"CASE WHEN " a " = " b " THEN true WHEN " BARE_UNIT(a) " OR " BARE_UNIT(b) \
	" THEN " BARE_UNIT(a) " AND " BARE_UNIT(b) \
	" ELSE budget_perf.convert_value(1, " a ", " b ") IS NOT NULL END"

#define UNIT_SCALE(u) \
	"(SELECT coalesce(max(budget_perf.convert_value(1, " u ", substr(" u ", k.n + 1))), 1)" \
	" FROM generate_series(1, 3) AS k (n) WHERE left(" u ", k.n) ~ '^[十百千万亿]+$' AND length(" u ") > k.n)"

/* The units that rows of p (columns unit) state, each looked at once. */
#define UNITS_OF(p) \
	"unit AS MATERIALIZED (SELECT u.unit, u.bare, NOT u.bare AND u.percent IS NOT NULL AS share," \
	" CASE WHEN u.bare THEN budget_perf.convert_value(1, u.unit, '元')" \
	" WHEN u.percent IS NOT NULL THEN u.percent ELSE " UNIT_SCALE("u.unit") " END AS scale" \
	" FROM (SELECT p.unit, " BARE_UNIT("p.unit") " AS bare," \
	" budget_perf.convert_value(1, p.unit, '%') AS percent" \
	" FROM (SELECT DISTINCT p.unit FROM " p " p) AS p OFFSET 0) AS u)"

/*
 * What a target k with the unit u asks for where the row states the unit s: the
 * number, scale applied, and the unit that it is measured in (null for none).
 */
#define TARGET_VALUE(k, u) \
	k ".value * coalesce(CASE WHEN " k ".unit IS NOT NULL THEN " u ".scale ELSE s.scale END, 1)"

#define TARGET_MEASURE(k, u) \
	"CASE WHEN " k ".unit IS NULL OR " u ".bare AND s.unit IS NOT NULL" \
	" THEN CASE WHEN NOT s.bare THEN s.unit END WHEN NOT " u ".bare THEN " k ".unit END"

/* The unit in the column of its own, or null. */
#define COLUMN_UNIT \
	"CASE WHEN NOT " BLANK("c.unit") " THEN budget_perf.normalise_code(c.unit) END"

/* Whether a unit b is a unit a counted per something: 元/人 of 元. */
#define REFINES(a, b) \
	"EXISTS (SELECT FROM (SELECT string_to_array(regexp_replace(" b ", '[/每]+', '/', 'g'), '/') AS parts) AS x" \
	" CROSS JOIN LATERAL generate_series(1, array_length(x.parts, 1) - 1) AS k (n)" \
	" WHERE " SAME_UNIT(a, "array_to_string(x.parts[1:k.n], '/')") ")"

/* Whether some list of the parameter "same" holds both units. */
#define GROUPED(parameters, a, b) \
	"EXISTS (SELECT FROM jsonb_array_elements(CASE WHEN jsonb_typeof(" parameters " -> 'same') = 'array'" \
	" THEN " parameters " -> 'same' ELSE '[]' END) AS g (words) WHERE jsonb_typeof(g.words) = 'array'" \
	" AND EXISTS (SELECT FROM jsonb_array_elements_text(g.words) AS w (word)" \
	" WHERE " SAME_UNIT("w.word", a) ")" \
	" AND EXISTS (SELECT FROM jsonb_array_elements_text(g.words) AS w (word)" \
	" WHERE " SAME_UNIT("w.word", b) "))"

/* The class that an indicator c of taxonomy c.taxonomy is in, or null. */
#define CLASS_OF_INDICATOR \
	"LEFT JOIN LATERAL (SELECT coalesce(" \
	" (array_agg(x.code ORDER BY x.ordinal) FILTER (WHERE budget_perf.class_stem(c.level1) = ANY (x.level1_names)))[1]," \
	" CASE WHEN count(*) = 1 THEN min(x.code) END) AS code" \
	" FROM ONLY @ledger@.indicator_class x WHERE x.taxonomy = c.taxonomy" \
	" AND budget_perf.class_stem(c.level2) <> ''" \
	" AND budget_perf.class_stem(c.level2) = ANY (x.level2_names)) AS k ON true"

/* Whether the larger of two amounts lies between two multiples of the smaller. */
#define IN_BAND(small, large, low, high) \
	"(" small " > 0 AND " large " >= " small " * " low " AND " large " <= " small " * " high ")"

/*
 * The indicators of enforced later versions (new) beside those of the version
 * before (old): paired by code, else by name and class.  Where a code or a name
 * stands twice nobody can say for certain which is which; such a version is
 * muddled, and nothing is said of it.
 */
#define INDICATORS_OF(version) \
	"SELECT e.department_code, e.fiscal_year, e.version, r.id, c.indicator_no, c.name AS printed, c.code," \
	" budget_perf.normalise_name(c.name) AS name, coalesce(budget_perf.class_stem(c.level2), '') AS class," \
	" coalesce(budget_perf.normalise_code(c.annual_target::text), '') AS annual," \
	" coalesce(budget_perf.normalise_code(c.cycle_target::text), '') AS cycle" \
	" FROM enforced e JOIN rule r USING (rule_set) JOIN ONLY @ledger@.indicator c" \
	" ON c.department_code = e.department_code AND c.fiscal_year = e.fiscal_year AND c.version = " version \
	" WHERE e.version > 1 AND EXISTS (SELECT FROM ONLY @ledger@.declaration p" \
	" WHERE p.department_code = e.department_code AND p.fiscal_year = e.fiscal_year AND p.version = e.version - 1)"

#define OF_ONE_VERSION(a, b)	SAME_DECLARATION(a, b) " AND " a ".id = " b ".id"

#define COUNTED(rows, columns) \
	"(SELECT " DECLARATION_COLUMNS("x") ", x.id, " columns ", count(*) AS n, min(x.indicator_no) AS indicator_no" \
	" FROM " rows " x GROUP BY " DECLARATION_COLUMNS("x") ", x.id, " columns ")"

#define WITHOUT_PAIR(rows, number) \
	"(SELECT x.* FROM " rows " x WHERE NOT EXISTS (SELECT FROM by_code p" \
	" WHERE " OF_ONE_VERSION("p", "x") " AND p." number " = x.indicator_no))"

#define PAIRED_INDICATORS \
	", new AS MATERIALIZED (" INDICATORS_OF("e.version") ")," \
	" old AS MATERIALIZED (" INDICATORS_OF("e.version - 1") ")," \
	" code AS (SELECT n.department_code, n.fiscal_year, n.version, n.id, n.n = 1 AND o.n = 1 AS clear," \
	" n.indicator_no AS new_no, o.indicator_no AS old_no" \
	" FROM " COUNTED("new", "x.code") " AS n JOIN " COUNTED("old", "x.code") " AS o" \
	" ON " OF_ONE_VERSION("o", "n") " AND o.code = n.code)," \
	" by_code AS MATERIALIZED (SELECT c.* FROM code c WHERE c.clear)," \
	" new_rest AS MATERIALIZED " WITHOUT_PAIR("new", "new_no") "," \
	" old_rest AS MATERIALIZED " WITHOUT_PAIR("old", "old_no") "," \
	" name AS (SELECT n.department_code, n.fiscal_year, n.version, n.id, n.n = 1 AND o.n = 1 AS clear," \
	" n.indicator_no AS new_no, o.indicator_no AS old_no" \
	" FROM " COUNTED("new_rest", "x.name, x.class") " AS n JOIN " COUNTED("old_rest", "x.name, x.class") " AS o" \
	" ON " OF_ONE_VERSION("o", "n") " AND o.name = n.name AND o.class = n.class)," \
	" pair AS MATERIALIZED (SELECT * FROM by_code UNION ALL SELECT * FROM name n WHERE n.clear)," \
	" muddled AS MATERIALIZED (SELECT c.* FROM code c WHERE NOT c.clear" \
	" UNION ALL SELECT n.* FROM name n WHERE NOT n.clear)," \
	" change AS MATERIALIZED (SELECT " DECLARATION_COLUMNS("n") ", n.id, n.indicator_no, t.name AS col, n.printed" \
	" FROM pair p JOIN new n ON " OF_ONE_VERSION("n", "p") " AND n.indicator_no = p.new_no" \
	" JOIN old o ON " OF_ONE_VERSION("o", "p") " AND o.indicator_no = p.old_no" \
	" CROSS JOIN LATERAL (VALUES ('annual_target', n.annual <> o.annual)," \
	" ('cycle_target', n.cycle <> o.cycle)) AS t (name, differs) WHERE t.differs" \
	" UNION ALL SELECT " DECLARATION_COLUMNS("n") ", n.id, n.indicator_no, NULL, n.printed FROM new n" \
	" WHERE NOT EXISTS (SELECT FROM pair p WHERE " OF_ONE_VERSION("p", "n") " AND p.new_no = n.indicator_no)" \
	" UNION ALL SELECT " DECLARATION_COLUMNS("o") ", o.id, NULL, NULL, o.printed FROM old o" \
	" WHERE NOT EXISTS (SELECT FROM pair p WHERE " OF_ONE_VERSION("p", "o") " AND p.old_no = o.indicator_no))"

#define NOT_MUDDLED(alias) \
	"NOT EXISTS (SELECT FROM muddled m WHERE " OF_ONE_VERSION("m", alias) ")"

/* A sum of products, as money where it is money. */
#define YUAN(x) \
	"CASE WHEN min_scale(" x ") <= 2 THEN round(" x ", 2) ELSE trim_scale(" x ") END"

static const BpRuleAudit rule_audits[] = {
	RULE_AUDIT("identity",
			   IDENTITY_SIDES("rule")
			   " SELECT r.id AS rule, 'declaration' AS \"table\", " DECLARATION_KEY("s") " AS key,"
			   " " YUAN("s.lhs") " AS lhs, " YUAN("s.rhs") " AS rhs, r.tolerance, r.operator AS what"
			   " FROM sides s JOIN rule r ON r.rule_set = s.rule_set AND r.id = s.id"
			   " WHERE s.lhs IS NOT NULL AND s.rhs IS NOT NULL"
			   " AND NOT CASE r.operator WHEN '=' THEN abs(s.lhs - s.rhs) <= r.tolerance"
			   " WHEN '<=' THEN s.lhs - s.rhs <= r.tolerance"
			   " WHEN '>=' THEN s.rhs - s.lhs <= r.tolerance END",
			   gettext_noop("left side {lhs}, right side {rhs}: the rule asks for left {what} right")),
	RULE_AUDIT("item_known",
			   " SELECT r.id AS rule, 'budget_line' AS \"table\", 'item_code' AS \"column\","
			   " " KEY_WITH("item_code") ", c.item_code AS what"
			   " FROM " ENFORCED("budget_line")
			   " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.form_item f"
			   " WHERE f.form_code = e.form_code AND f.item_code = c.item_code)",
			   gettext_noop("the form has no item \"{what}\"")),
	RULE_AUDIT("amount_sign",
			   " SELECT r.id AS rule, 'budget_line' AS \"table\", 'amount' AS \"column\","
			   " " KEY_WITH("item_code") ", c.amount AS lhs"
			   " FROM " ENFORCED("budget_line")
			   " LEFT JOIN ONLY @ledger@.form_item f ON f.form_code = e.form_code AND f.item_code = c.item_code"
			   " WHERE c.amount < 0 AND f.negative_allowed IS NOT TRUE"
			   " UNION ALL SELECT r.id, 'task', 'amount', " KEY_WITH("task_no") ", c.amount"
			   " FROM " ENFORCED("task") " WHERE c.amount < 0"
			   " AND r.parameters ->> 'negative_tasks' IS DISTINCT FROM 'true'",
			   gettext_noop("the amount {lhs} is negative")),
	RULE_AUDIT("empty",
			   " SELECT r.id AS rule, 'declaration' AS \"table\", " DECLARATION_KEY("e") " AS key"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.budget_line c"
			   " WHERE " SAME_DECLARATION("c", "e") " AND c.amount IS NOT NULL)"
			   " AND NOT EXISTS (SELECT FROM ONLY @ledger@.task c WHERE " SAME_DECLARATION("c", "e")
			   " AND (c.amount IS NOT NULL OR NOT " BLANK("c.name") " OR NOT " BLANK("c.content")
			   " OR NOT " BLANK("c.expected_outcome") "))"
			   " AND NOT EXISTS (SELECT FROM ONLY @ledger@.indicator c WHERE " SAME_DECLARATION("c", "e") ")",
			   gettext_noop("the declaration has no amount, no task and no indicator")),
	RULE_AUDIT("name_blank",
			   " SELECT r.id AS rule, 'task' AS \"table\", 'name' AS \"column\"," KEY_WITH("task_no")
			   " FROM " ENFORCED("task") " WHERE " BLANK_NAME
			   " UNION ALL SELECT r.id, 'indicator', 'name'," KEY_WITH("indicator_no")
			   " FROM " ENFORCED("indicator") " WHERE " BLANK_NAME,
			   gettext_noop("the name is blank")),
	RULE_AUDIT("annual_within_cycle",
			   ", pair AS MATERIALIZED (SELECT r.id, r.parameters, " DECLARATION_COLUMNS("c") ","
			   " c.indicator_no, c.name, c.accumulation, c.cycle_target::text AS cycle, c.annual_target::text AS annual,"
			   " coalesce(" COLUMN_UNIT ", budget_perf.name_unit(c.name)) AS stated"
			   " FROM " ENFORCED("indicator") " WHERE c.cycle_target::text <> c.annual_target::text),"
			   /* the same target stands in many rows; each is read once */
			   " printed AS MATERIALIZED (SELECT p.cycle AS printed FROM pair p UNION SELECT p.annual FROM pair p),"
			   " reading AS MATERIALIZED (SELECT p.printed, k.kind <> 'bound' OR k.lower IS NOT NULL"
			   " AND k.upper IS NOT NULL AS plain, CASE k.kind WHEN 'plan' THEN 'least'"
			   " WHEN 'bound' THEN CASE WHEN k.lower IS NOT NULL THEN 'least' ELSE 'most' END"
			   " WHEN 'range' THEN 'between' END AS direction,"
			   " CASE WHEN k.kind = 'range' THEN k.upper ELSE coalesce(k.lower, k.upper) END AS value, k.unit"
			   " FROM printed p CROSS JOIN LATERAL (SELECT p.printed::budget_perf.indicator_target AS target OFFSET 0) AS t"
			   " CROSS JOIN LATERAL (SELECT budget_perf.target_kind(t.target) AS kind,"
			   " budget_perf.target_lower(t.target) AS lower, budget_perf.target_upper(t.target) AS upper,"
			   " budget_perf.target_unit(t.target) AS unit OFFSET 0) AS k"
			   " WHERE k.kind IN ('plan', 'bound', 'range') AND budget_perf.target_base(t.target) IS NULL),"
			   " stated AS (SELECT k.unit FROM reading k WHERE k.unit <> '' UNION"
			   " SELECT p.stated FROM pair p WHERE p.stated <> ''), " UNITS_OF("stated")
			   " SELECT c.id AS rule, 'indicator' AS \"table\", 'annual_target' AS \"column\","
			   " " KEY_WITH("indicator_no") ", v.annual AS lhs, v.cycle AS rhs, c.annual AS what"
			   " FROM pair c JOIN reading ka ON ka.printed = c.annual JOIN reading ky ON ky.printed = c.cycle"
			   " LEFT JOIN unit s ON s.unit = c.stated LEFT JOIN unit a ON a.unit = ka.unit"
			   " LEFT JOIN unit y ON y.unit = ky.unit"
			   " CROSS JOIN LATERAL (SELECT " TARGET_VALUE("ka", "a") " AS annual, " TARGET_VALUE("ky", "y") " AS cycle,"
			   " " TARGET_MEASURE("ka", "a") " AS annual_unit, " TARGET_MEASURE("ky", "y") " AS cycle_unit OFFSET 0) AS v"
			   " WHERE ka.direction = ky.direction"
			   " AND NOT (c.accumulation IS NOT DISTINCT FROM 'level' AND (ka.plain OR ky.plain))"
			   " AND v.annual <> v.cycle"
			   " AND CASE WHEN v.annual_unit IS NULL OR v.cycle_unit IS NULL"
			   " THEN v.annual_unit IS NULL AND v.cycle_unit IS NULL"
			   " ELSE " SAME_UNIT("v.annual_unit", "v.cycle_unit") " END"
			   /* a state or a rate may be looser in the year, what adds up may not */
			   " AND (v.annual < v.cycle) = (ka.direction = 'most' AND CASE c.accumulation WHEN 'level' THEN true"
			   " WHEN 'cumulative' THEN false ELSE coalesce(CASE WHEN v.annual_unit = a.unit THEN a.share ELSE s.share END, false)"
			   " OR coalesce(v.annual_unit ~ '[/每]', false)"
			   " OR " HAS_WORD("budget_perf.normalise_name(c.name)", "c.parameters", "level_words") " END)",
			   gettext_noop("the annual target \"{what}\" goes beyond the cycle target: {lhs} against {rhs}")),
	RULE_AUDIT("target_blank",
			   TARGETS_READ
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\", " KEY_WITH("indicator_no")
			   " FROM target c JOIN ONLY @ledger@.form f ON f.code = c.form_code"
			   " LEFT JOIN reading k ON k.printed = c.printed"
			   " WHERE k.printed IS NULL AND NOT (c.col = 'cycle_target' AND f.target_columns = 1)",
			   gettext_noop("the target is blank")),
	RULE_AUDIT("target_deferred",
			   TARGETS_READ
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\","
			   " " KEY_WITH("indicator_no") ", c.printed AS what " FROM_TARGETS " WHERE k.kind = 'deferred'",
			   gettext_noop("the target \"{what}\" puts off its value")),
	RULE_AUDIT("target_template",
			   TARGETS_READ
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\","
			   " " KEY_WITH("indicator_no") ", c.printed AS what " FROM_TARGETS " WHERE k.template",
			   gettext_noop("the target \"{what}\" was not filled in")),
	RULE_AUDIT("class_known",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", 'level2' AS \"column\","
			   " " KEY_WITH("indicator_no") ", c.level1 || ' / ' || c.level2 AS what"
			   " FROM " ENFORCED("indicator") " JOIN ONLY @ledger@.form f ON f.code = e.form_code"
			   " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.indicator_class k"
			   " WHERE k.taxonomy = f.taxonomy AND budget_perf.class_stem(c.level2) <> ''"
			   " AND budget_perf.class_stem(c.level1) = ANY (k.level1_names)"
			   " AND budget_perf.class_stem(c.level2) = ANY (k.level2_names))",
			   gettext_noop("\"{what}\" is no class of the form")),
	RULE_AUDIT("amount_rounded",
			   " SELECT r.id AS rule, 'budget_line' AS \"table\", 'amount' AS \"column\","
			   " " KEY_WITH("item_code") ", c.amount_source AS what, c.amount AS lhs"
			   " FROM " ENFORCED("budget_line") " WHERE c.amount IS NOT NULL AND c.amount_source IS NOT NULL"
			   " UNION ALL SELECT r.id, 'task', 'amount', " KEY_WITH("task_no") ", c.amount_source, c.amount"
			   " FROM " ENFORCED("task") " WHERE c.amount IS NOT NULL AND c.amount_source IS NOT NULL",
			   gettext_noop("the amount {what} was rounded to {lhs}")),
	RULE_AUDIT("weight_total",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", 'weight' AS \"column\","
			   " " DECLARATION_KEY("e") " AS key, trim_scale(w.total) AS lhs, v.total AS rhs, r.tolerance"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " JOIN ONLY @ledger@.form f ON f.code = e.form_code"
			   " JOIN (SELECT " DECLARATION_COLUMNS("c") ", sum(c.weight) AS total"
			   " FROM ONLY @ledger@.indicator c WHERE c.weight IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("c") ") AS w ON " SAME_DECLARATION("w", "e")
			   " CROSS JOIN LATERAL (SELECT coalesce(f.weight_total, " NUMBER_OF("total", "100") ") AS total,"
			   " " NUMBER_OF("reserved", "NULL") " AS reserved) AS v"
			   " WHERE abs(w.total - v.total) > r.tolerance"
			   " AND NOT (f.weight_total IS NULL AND v.reserved IS NOT NULL"
			   " AND abs(w.total - v.total + v.reserved) <= r.tolerance)",
			   gettext_noop("the weights add up to {lhs}, not to {rhs}")),
	RULE_AUDIT("duplicate_task",
			   ", named AS MATERIALIZED (SELECT r.id, " DECLARATION_COLUMNS("c") ", c.name,"
			   " budget_perf.normalise_name(c.name) AS normal FROM " ENFORCED("task") ")"
			   " SELECT c.id AS rule, 'task' AS \"table\", 'name' AS \"column\", " DECLARATION_KEY("c") " AS key,"
			   " min(c.name) AS what, count(*) AS rows FROM named c WHERE c.normal <> ''"
			   " GROUP BY c.id, " DECLARATION_COLUMNS("c") ", c.normal HAVING count(*) > 1",
			   gettext_noop("the task \"{what}\" stands {rows} times")),
	RULE_AUDIT("duplicate_indicator",
			   /* class and unit are looked for only where a name stands twice at all */
			   ", twin AS MATERIALIZED (SELECT r.id, f.taxonomy, " DECLARATION_COLUMNS("c") ","
			   " budget_perf.indicator_stem(c.name) AS normal FROM " ENFORCED("indicator")
			   " JOIN ONLY @ledger@.form f ON f.code = e.form_code"
			   " GROUP BY r.id, f.taxonomy, " DECLARATION_COLUMNS("c") ", normal"
			   " HAVING budget_perf.indicator_stem(c.name) <> '' AND count(*) > 1),"
			   " named AS (SELECT t.id, t.taxonomy, c.* FROM twin t JOIN (SELECT " DECLARATION_COLUMNS("x") ","
			   " x.indicator_no, x.name, x.unit AS stated, x.level1, x.level2, budget_perf.indicator_stem(x.name) AS normal"
			   " FROM ONLY @ledger@.indicator x WHERE EXISTS (SELECT FROM twin o WHERE " SAME_DECLARATION("o", "x") ") OFFSET 0) AS c"
			   " ON " SAME_DECLARATION("c", "t") " AND c.normal = t.normal),"
			   " classed AS MATERIALIZED (SELECT c.*,"
			   " budget_perf.normalise_name(nullif(CASE WHEN budget_perf.name_unit(c.name) <> ''"
			   " THEN budget_perf.name_unit(c.name) ELSE c.stated END, '')) AS unit,"
			   " coalesce(k.code, budget_perf.class_stem(c.level2)) AS class"
			   " FROM named c " CLASS_OF_INDICATOR ")"
			   " SELECT c.id AS rule, 'indicator' AS \"table\", 'name' AS \"column\","
			   " " KEY_WITH("indicator_no") ", min(c.name) AS what, min(d.indicator_no)::numeric AS lhs"
			   " FROM classed c JOIN classed d ON d.id = c.id AND " SAME_DECLARATION("d", "c")
			   " AND d.normal = c.normal AND d.class = c.class AND d.indicator_no < c.indicator_no"
			   " WHERE c.unit IS NULL OR d.unit IS NULL OR " SAME_UNIT("c.unit", "d.unit")
			   " GROUP BY c.id, " DECLARATION_COLUMNS("c") ", c.indicator_no",
			   gettext_noop("the indicator \"{what}\" is the same as indicator {lhs}")),
	RULE_AUDIT("amendment_missing",
			   " SELECT r.id AS rule, 'amendment' AS \"table\", " DECLARATION_KEY("e") " AS key"
			   " FROM enforced e JOIN rule r USING (rule_set) WHERE e.version > 1"
			   " AND NOT EXISTS (SELECT FROM ONLY @ledger@.amendment c WHERE " SAME_DECLARATION("c", "e") ")",
			   gettext_noop("the version does not say by which amendment it came about")),
	RULE_AUDIT("amendment_reason",
			   " SELECT r.id AS rule, 'amendment' AS \"table\", q.name AS \"column\","
			   " " KEY_WITH("amendment_no") ", q.name AS what"
			   " FROM " ENFORCED("amendment")
			   " CROSS JOIN LATERAL " WORDS_OF("r.parameters", "require") " AS q (name)"
			   " WHERE (q.name = 'reason' AND " BLANK("c.reason") ")"
			   " OR (q.name = 'batch' AND " BLANK("c.batch") ")"
			   " OR (q.name = 'legal_reference' AND " BLANK("c.legal_reference") ")",
			   gettext_noop("the amendment does not give its {what}")),
	RULE_AUDIT("amendment_sign",
			   " SELECT r.id AS rule, 'amendment_line' AS \"table\", 'change' AS \"column\","
			   " " LINE_KEY ", c.change AS lhs, a.kind AS what"
			   " FROM " ENFORCED("amendment_line")
			   " JOIN ONLY @ledger@.amendment a ON " SAME_DECLARATION("a", "c")
			   " AND a.amendment_no = c.amendment_no"
			   " WHERE (a.kind = 'increase' AND c.change < 0) OR (a.kind = 'decrease' AND c.change > 0)",
			   gettext_noop("a line of an amendment of kind \"{what}\" changes by {lhs}")),
	RULE_AUDIT("amendment_transfer",
			   " SELECT c.id AS rule, 'amendment_line' AS \"table\", 'change' AS \"column\","
			   " " KEY_WITH("amendment_no") ", c.category AS what, sum(c.change) AS lhs,"
			   " 0::numeric AS rhs, c.tolerance"
			   " FROM (SELECT r.id, r.tolerance, l.*,"
			   " CASE WHEN l.item_code IS NULL THEN 'task' ELSE f.category END AS category"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " JOIN ONLY @ledger@.amendment_line l ON " SAME_DECLARATION("l", "e")
			   " JOIN ONLY @ledger@.amendment a ON " SAME_DECLARATION("a", "l")
			   " AND a.amendment_no = l.amendment_no AND a.kind = 'transfer'"
			   " LEFT JOIN ONLY @ledger@.form_item f ON f.form_code = e.form_code AND f.item_code = l.item_code) AS c"
			   " WHERE c.category IS NOT NULL"
			   " GROUP BY c.id, c.tolerance, " DECLARATION_COLUMNS("c") ", c.amendment_no, c.category"
			   " HAVING abs(sum(c.change)) > c.tolerance",
			   gettext_noop("the changes of {what} of a transfer add up to {lhs}, not to zero")),
	RULE_AUDIT("amendment_total",
			   ", judged AS (SELECT e.*, r.id, r.tolerance FROM enforced e JOIN rule r USING (rule_set)"
			   " WHERE e.version > 1 AND EXISTS (SELECT FROM ONLY @ledger@.amendment a"
			   " WHERE " SAME_DECLARATION("a", "e") ")"
			   " AND EXISTS (SELECT FROM ONLY @ledger@.declaration p WHERE p.department_code = e.department_code"
			   " AND p.fiscal_year = e.fiscal_year AND p.version = e.version - 1)),"
			   " figure AS (SELECT " DECLARATION_COLUMNS("b") ", b.item_code, NULL::integer AS task_no,"
			   " b.amount AS after, NULL::numeric AS before, NULL::numeric AS change"
			   " FROM ONLY @ledger@.budget_line b"
			   " UNION ALL SELECT b.department_code, b.fiscal_year, b.version + 1, b.item_code, NULL, NULL,"
			   " b.amount, NULL FROM ONLY @ledger@.budget_line b"
			   " UNION ALL SELECT " DECLARATION_COLUMNS("t") ", NULL, t.task_no, t.amount, NULL, NULL"
			   " FROM ONLY @ledger@.task t"
			   " UNION ALL SELECT t.department_code, t.fiscal_year, t.version + 1, NULL, t.task_no, NULL,"
			   " t.amount, NULL FROM ONLY @ledger@.task t"
			   " UNION ALL SELECT " DECLARATION_COLUMNS("l") ", l.item_code, l.task_no, NULL, NULL, l.change"
			   " FROM ONLY @ledger@.amendment_line l),"
			   " part AS (SELECT j.id, j.tolerance, " DECLARATION_COLUMNS("j") ", x.item_code, x.task_no,"
			   " f.category, x.after, x.before, x.change"
			   " FROM judged j JOIN figure x ON " SAME_DECLARATION("x", "j")
			   " LEFT JOIN ONLY @ledger@.form_item f ON f.form_code = j.form_code AND f.item_code = x.item_code),"
			   " spoken AS (SELECT " DECLARATION_COLUMNS("p") ", p.id, p.category, count(p.change) AS lines"
			   " FROM part p WHERE p.item_code IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("p") ", p.id, p.category),"
			   " silent AS (SELECT j.* FROM judged j WHERE NOT EXISTS (SELECT FROM spoken s"
			   " WHERE " SAME_DECLARATION("s", "j") " AND s.id = j.id AND s.lines > 0)),"
			   " place AS (SELECT p.id, p.tolerance, " DECLARATION_COLUMNS("p") ", p.item_code, p.task_no,"
			   " coalesce(sum(p.after), 0) AS after,"
			   " coalesce(sum(p.before), 0) + coalesce(sum(p.change), 0) AS expected"
			   " FROM part p LEFT JOIN spoken s ON " SAME_DECLARATION("s", "p") " AND s.id = p.id"
			   " AND s.category = p.category"
			   " GROUP BY p.id, p.tolerance, " DECLARATION_COLUMNS("p") ", p.item_code, p.task_no, s.lines"
			   " HAVING (p.item_code IS NOT NULL AND s.lines > 0)"
			   " OR (p.task_no IS NOT NULL AND count(p.change) > 0 AND bool_or(p.change IS NULL))"
			   " UNION ALL SELECT p.id, p.tolerance, " DECLARATION_COLUMNS("p") ", NULL, NULL,"
			   " coalesce(sum(p.after), 0), coalesce(sum(p.before), 0) + coalesce(sum(p.change), 0)"
			   " FROM silent j JOIN part p ON " SAME_DECLARATION("p", "j") " AND p.id = j.id"
			   " WHERE p.category = 'expenditure' OR p.change IS NOT NULL"
			   " GROUP BY p.id, p.tolerance, " DECLARATION_COLUMNS("p") "),"
			   " unknown AS (SELECT p.*, count(p.change) OVER w AS lines,"
			   " bool_or(p.change IS NULL) OVER w AS known"
			   " FROM part p WINDOW w AS (PARTITION BY p.id, " DECLARATION_COLUMNS("p") ", p.item_code, p.task_no))"
			   " SELECT c.id AS rule, 'budget_line' AS \"table\", 'amount' AS \"column\","
			   " " DECLARATION_KEY("c") " || jsonb_strip_nulls(jsonb_build_object('item_code', c.item_code,"
			   " 'task_no', c.task_no)) AS key, c.after AS lhs, c.expected AS rhs, c.tolerance"
			   " FROM place c WHERE abs(c.after - c.expected) > c.tolerance"
			   " UNION ALL SELECT c.id, 'amendment_line', NULL,"
			   " " DECLARATION_KEY("c") " || jsonb_strip_nulls(jsonb_build_object('item_code', c.item_code,"
			   " 'task_no', c.task_no)), 0, c.change, NULL"
			   " FROM unknown c WHERE c.change IS NOT NULL"
			   " AND CASE WHEN c.item_code IS NOT NULL THEN c.category IS NULL ELSE NOT c.known END",
			   gettext_noop("the version has {lhs}, but the version before and the amendments make {rhs}")),
	RULE_AUDIT("section_blank",
			   " SELECT r.id AS rule, p.tab AS \"table\", p.col AS \"column\", " DECLARATION_KEY("e") " AS key"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " JOIN ONLY @ledger@.declaration d ON " SAME_DECLARATION("d", "e")
			   " CROSS JOIN LATERAL (VALUES"
			   " ('budget_line', NULL, EXISTS (SELECT FROM ONLY @ledger@.budget_line c"
			   " WHERE " SAME_DECLARATION("c", "e") " AND c.amount IS NOT NULL)),"
			   " ('declaration', 'goal', NOT " BLANK("d.goal") "),"
			   " ('task', NULL, EXISTS (SELECT FROM ONLY @ledger@.task c WHERE " SAME_DECLARATION("c", "e")
			   " AND (c.amount IS NOT NULL OR NOT " BLANK("c.name") " OR NOT " BLANK("c.content")
			   " OR NOT " BLANK("c.expected_outcome") "))),"
			   " ('indicator', NULL, EXISTS (SELECT FROM ONLY @ledger@.indicator c"
			   " WHERE " SAME_DECLARATION("c", "e") "))) AS p (tab, col, filled) WHERE NOT p.filled",
			   gettext_noop("a section of the declaration is blank")),
	RULE_AUDIT("class_coverage",
			   ", classed AS MATERIALIZED (SELECT DISTINCT " DECLARATION_COLUMNS("c") ", c.id, k.code"
			   " FROM (SELECT r.id, f.taxonomy, c.* FROM " ENFORCED("indicator")
			   " JOIN ONLY @ledger@.form f ON f.code = e.form_code) AS c " CLASS_OF_INDICATOR ")"
			   " SELECT r.id AS rule, 'indicator' AS \"table\", 'level2' AS \"column\","
			   " " DECLARATION_KEY("e") " || jsonb_build_object('class', k.code) AS key,"
			   " k.level1 || ' / ' || k.level2 AS what"
			   " FROM enforced e JOIN rule r USING (rule_set) JOIN ONLY @ledger@.form f ON f.code = e.form_code"
			   " JOIN ONLY @ledger@.indicator_class k ON k.taxonomy = f.taxonomy"
			   " WHERE (NOT EXISTS (SELECT FROM " WORDS_OF("r.parameters", "classes") ")"
			   " OR k.code IN (SELECT w.word FROM " WORDS_OF("r.parameters", "classes") " AS w (word)))"
			   " AND EXISTS (SELECT FROM classed c WHERE " SAME_DECLARATION("c", "e") " AND c.id = r.id)"
			   " AND NOT EXISTS (SELECT FROM classed c WHERE " SAME_DECLARATION("c", "e") " AND c.id = r.id"
			   " AND c.code = k.code)",
			   gettext_noop("no indicator is in the class \"{what}\"")),
	RULE_AUDIT("comparator_missing",
			   TARGETS_READ
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\","
			   " " KEY_WITH("indicator_no") ", c.printed AS what " FROM_TARGETS
			   " WHERE k.kind IN ('plan', 'several') AND (k.comparator IS NULL OR 'implied' = ANY (k.flags))",
			   gettext_noop("the target \"{what}\" is a number without a comparator")),
	RULE_AUDIT("percent_range",
			   TARGETS_READ ","
			   " place AS MATERIALIZED (SELECT c.*, k.kind, k.comparator, k.lower, k.upper,"
			   " coalesce(k.unit, " COLUMN_UNIT ", budget_perf.name_unit(c.name)) AS measure"
			   " " FROM_TARGETS " WHERE k.base IS NULL AND (k.lower IS NOT NULL OR k.upper IS NOT NULL OR k.kind = 'several')),"
			   " measure AS (SELECT p.measure AS unit FROM place p WHERE p.measure <> ''), " UNITS_OF("measure") ","
			   " odd AS MATERIALIZED (SELECT c.*, c.lower * u.scale AS low, c.upper * u.scale AS high"
			   " FROM place c JOIN unit u ON u.unit = c.measure AND u.share"
			   " WHERE CASE c.kind WHEN 'approximate' THEN c.lower * u.scale > 100 OR c.upper * u.scale < 0"
			   " ELSE greatest(c.lower, c.upper) * u.scale > 100 OR least(c.lower, c.upper) < 0 END"
			   " OR c.kind = 'several' AND EXISTS (SELECT"
			   " FROM unnest(budget_perf.target_values(c.printed::budget_perf.indicator_target)) AS v (n)"
			   " WHERE v.n * u.scale > 100 OR v.n < 0)"
			   " OR c.kind = 'bound' AND (c.upper IS NULL AND c.lower * u.scale = 100"
			   " AND (c.comparator = '>' OR " FLAG_OF("c.parameters", "flag_full_bound", "true") ")"
			   " OR c.lower IS NULL AND c.upper = 0 AND c.comparator = '<'))"
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\","
			   " " KEY_WITH("indicator_no") ", c.printed AS what, c.low AS lhs, c.high AS rhs FROM odd c"
			   /* of a word in a target nobody says whether it is what the number belongs to */
			   " WHERE NOT " HAS_WORD("budget_perf.normalise_name(c.name)", "c.parameters", "exempt_words")
			   " AND NOT " HAS_WORD("budget_perf.normalise_code(c.printed)", "c.parameters", "exempt_words"),
			   gettext_noop("the target \"{what}\" is no share that can be met and surpassed")),
	RULE_AUDIT("unit_conflict",
			   ", couple AS MATERIALIZED (SELECT r.id, r.rule_set, " DECLARATION_COLUMNS("c") ", c.indicator_no,"
			   " p.a, p.b, p.target_a, p.target_b, p.col FROM " ENFORCED("indicator")
			   " CROSS JOIN LATERAL (SELECT budget_perf.name_unit(c.name) AS name, " COLUMN_UNIT " AS unit,"
			   " CASE WHEN " TARGET_GIVEN("c.cycle_target")
			   " THEN budget_perf.target_unit(c.cycle_target) END AS cycle,"
			   " CASE WHEN " TARGET_GIVEN("c.annual_target")
			   " THEN budget_perf.target_unit(c.annual_target) END AS annual OFFSET 0) AS u"
			   " CROSS JOIN LATERAL (VALUES (u.name, u.unit, false, false, 'unit'),"
			   " (u.name, u.cycle, false, true, 'cycle_target'), (u.name, u.annual, false, true, 'annual_target'),"
			   " (u.unit, u.cycle, false, true, 'cycle_target'), (u.unit, u.annual, false, true, 'annual_target'),"
			   " (u.cycle, u.annual, true, true, 'annual_target')) AS p (a, b, target_a, target_b, col)"
			   " WHERE p.a <> '' AND p.b <> '' AND num_nonnulls(nullif(u.name, ''), nullif(u.unit, ''),"
			   " nullif(u.cycle, ''), nullif(u.annual, '')) > 1),"
			   " place AS (SELECT c.a AS unit FROM couple c UNION SELECT c.b FROM couple c),"
			   " " UNITS_OF("place") ","
			   /* what is true of two units is so wherever the two stand */
			   " judged AS MATERIALIZED (SELECT t.id, t.rule_set, t.a, t.b, CASE WHEN ua.share OR ub.share"
			   " THEN NOT (ua.share AND ub.share) WHEN ua.bare OR ub.bare OR t.a = t.b THEN false"
			   " ELSE NOT (" SAME_UNIT("t.a", "t.b") " OR " REFINES("t.a", "t.b") " OR " REFINES("t.b", "t.a")
			   " OR " GROUPED("r.parameters", "t.a", "t.b") ") END AS differ,"
			   " ua.share, ua.scale AS scale_a, ub.scale AS scale_b"
			   " FROM (SELECT DISTINCT c.id, c.rule_set, c.a, c.b FROM couple c) AS t"
			   " JOIN rule r ON r.id = t.id AND r.rule_set = t.rule_set"
			   " JOIN unit ua ON ua.unit = t.a JOIN unit ub ON ub.unit = t.b)"
			   " SELECT c.id AS rule, 'indicator' AS \"table\", max(c.col) AS \"column\", " KEY_WITH("indicator_no") ","
			   " string_agg(DISTINCT c.a || ' / ' || c.b, '; ') AS what"
			   " FROM couple c JOIN judged j ON j.id = c.id AND j.rule_set = c.rule_set AND j.a = c.a AND j.b = c.b"
			   " WHERE j.differ OR NOT (c.target_a AND c.target_b)"
			   " AND CASE WHEN j.share OR NOT (c.target_a OR c.target_b) THEN j.scale_a <> j.scale_b"
			   " WHEN c.target_a THEN j.scale_b <> 1 ELSE j.scale_a <> 1 END"
			   " GROUP BY c.id, " DECLARATION_COLUMNS("c") ", c.indicator_no",
			   gettext_noop("units that disagree: {what}")),
	/* last year's version may have been another one by then, so it is left out here */
	RULE_AUDIT("magnitude",
			   ", ident AS MATERIALIZED (SELECT x.digest AS rule_set, r.id, r.operator, r.terms"
			   " FROM " RULES_ON_RECORD " AND r.operator IS NOT NULL)" IDENTITY_SIDES("ident") ","
			   " band AS MATERIALIZED (SELECT r.rule_set, r.id, " NUMBER_OF("low", "5000") " AS low,"
			   " " NUMBER_OF("high", "20000") " AS high, " NUMBER_OF("part_low", "500") " AS part_low,"
			   " " NUMBER_OF("part_high", "50000") " AS part_high FROM rule r)"
			   " SELECT r.id AS rule, 'declaration' AS \"table\", " DECLARATION_KEY("s") " AS key, s.id AS object,"
			   " " YUAN("s.lhs") " AS lhs, " YUAN("s.rhs") " AS rhs"
			   " FROM sides s JOIN ident i ON i.rule_set = s.rule_set AND i.id = s.id"
			   " JOIN band r ON r.rule_set = s.rule_set"
			   " CROSS JOIN LATERAL (SELECT abs(s.lhs) AS a, abs(s.rhs) AS b) AS v"
			   " WHERE v.a <> 0 AND v.b <> 0 AND CASE i.operator"
			   " WHEN '<=' THEN " IN_BAND("v.b", "v.a", "r.part_low", "r.high") " OR " IN_BAND("v.a", "v.b", "r.low", "r.part_high")
			   " WHEN '>=' THEN " IN_BAND("v.a", "v.b", "r.part_low", "r.high") " OR " IN_BAND("v.b", "v.a", "r.low", "r.part_high")
			   " ELSE " IN_BAND("v.a", "v.b", "r.low", "r.high") " OR " IN_BAND("v.b", "v.a", "r.low", "r.high") " END"
			   " UNION ALL SELECT r.id, 'task', " KEY_WITH("task_no") ", NULL, c.amount, t.total"
			   " FROM enforced e JOIN band r ON r.rule_set = e.rule_set"
			   " JOIN (SELECT " DECLARATION_COLUMNS("x") ", f.form_code, sum(x.amount) AS total"
			   " FROM ONLY @ledger@.budget_line x JOIN ONLY @ledger@.form_item f"
			   " ON f.item_code = x.item_code AND f.category = 'expenditure'"
			   " GROUP BY " DECLARATION_COLUMNS("x") ", f.form_code) AS t"
			   " ON " SAME_DECLARATION("t", "e") " AND t.form_code = e.form_code"
			   " JOIN ONLY @ledger@.task c ON " SAME_DECLARATION("c", "e")
			   " WHERE c.amount > 0 AND " IN_BAND("t.total", "c.amount", "r.part_low", "r.high"),
			   gettext_noop("{lhs} and {rhs} are about a factor of ten thousand apart")),
	RULE_AUDIT("amendment_target_changed",
			   PAIRED_INDICATORS
			   " SELECT c.id AS rule, 'indicator' AS \"table\", c.col AS \"column\", " DECLARATION_KEY("c")
			   " || jsonb_strip_nulls(jsonb_build_object('indicator_no', c.indicator_no)) AS key, c.printed AS what"
			   " FROM change c WHERE " NOT_MUDDLED("c"),
			   gettext_noop("a target of \"{what}\" is not that of the version before")),
	RULE_AUDIT("amendment_targets_kept",
			   PAIRED_INDICATORS ","
			   " spent AS MATERIALIZED (SELECT " DECLARATION_COLUMNS("x") ", f.form_code, sum(x.amount) AS total"
			   " FROM ONLY @ledger@.budget_line x JOIN ONLY @ledger@.form_item f"
			   " ON f.item_code = x.item_code AND f.category = 'expenditure' WHERE x.amount IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("x") ", f.form_code),"
			   " fall AS (SELECT " DECLARATION_COLUMNS("e") ", n.total AS after, o.total AS before FROM enforced e"
			   " JOIN spent n ON " SAME_DECLARATION("n", "e") " AND n.form_code = e.form_code"
			   " JOIN spent o ON o.department_code = e.department_code AND o.fiscal_year = e.fiscal_year"
			   " AND o.version = e.version - 1 AND o.form_code = e.form_code WHERE n.total < o.total"
			   " UNION ALL SELECT " DECLARATION_COLUMNS("e") ", coalesce(n.amount, 0), o.amount FROM enforced e"
			   " JOIN ONLY @ledger@.task o ON o.department_code = e.department_code"
			   " AND o.fiscal_year = e.fiscal_year AND o.version = e.version - 1"
			   " LEFT JOIN ONLY @ledger@.task n ON " SAME_DECLARATION("n", "e") " AND n.task_no = o.task_no"
			   " WHERE CASE WHEN n.task_no IS NULL THEN o.amount > 0 ELSE n.amount < o.amount END)"
			   " SELECT r.id AS rule, 'indicator' AS \"table\", " DECLARATION_KEY("e") " AS key,"
			   " f.after AS lhs, f.before AS rhs"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " JOIN (SELECT DISTINCT ON (" DECLARATION_COLUMNS("f") ") f.* FROM fall f"
			   " ORDER BY " DECLARATION_COLUMNS("f") ") AS f ON " SAME_DECLARATION("f", "e")
			   " WHERE EXISTS (SELECT FROM new n WHERE " SAME_DECLARATION("n", "e") " AND n.id = r.id)"
			   " AND NOT EXISTS (SELECT FROM change c WHERE " SAME_DECLARATION("c", "e") " AND c.id = r.id)"
			   " AND NOT EXISTS (SELECT FROM muddled m WHERE " SAME_DECLARATION("m", "e") " AND m.id = r.id)",
			   gettext_noop("money falls from {rhs} to {lhs}, but no target changes"))
};

#endif							/* BUDGET_PERF_VERIFY_RULES_H */
