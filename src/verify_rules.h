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
	" CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(w.findings) = 'array'" \
	"  THEN w.findings ELSE '[]' END) AS f" \
	" WHERE w.department_code = q.key ->> 'department_code'" \
	" AND w.fiscal_year = (q.key ->> 'fiscal_year')::integer" \
	" AND w.version = (q.key ->> 'version')::integer AND w.withdrawn_at IS NULL" \
	" AND f.value ->> 'status' = 'waived' AND f.value ->> 'rule' = q.rule)"

/* The rows of a child that belong to enforced seals with a rule of the kind. */
#define ENFORCED(child) \
	"enforced e JOIN rule r USING (rule_set)" \
	" JOIN ONLY @ledger@." child " c ON " SAME_DECLARATION("c", "e")

#define KEY_WITH(column) \
	DECLARATION_KEY("c") " || jsonb_build_object('" column "', c." column ") AS key"

#define LINE_KEY \
	DECLARATION_KEY("c") " || jsonb_build_object('amendment_no', c.amendment_no, 'line_no', c.line_no) AS key"

#define BLANK(text) \
	"(" text " IS NULL OR budget_perf.normalise_code(" text ") = '')"

#define TARGET_GIVEN(t) \
	"(" t " IS NOT NULL AND NOT 'blank' = ANY (budget_perf.target_flags(" t ")))"

/* The targets of enforced indicators, a row each. */
#define ENFORCED_TARGETS \
	ENFORCED("indicator") " JOIN ONLY @ledger@.form f ON f.code = e.form_code" \
	" CROSS JOIN LATERAL (VALUES ('cycle_target', c.cycle_target)," \
	" ('annual_target', c.annual_target)) AS t (name, value)"

/*
 * What a target asks for, as columns of q: direction (null = not comparable),
 * plain (no direction of its own), value (scale applied), unit (without the
 * scale word), share.  It is made of the target's reading k and the unit n that
 * the row states.  Units are compared as they are printed; where the engine
 * knows two prints to be one unit, this says nothing.  OFFSET 0 keeps the
 * planner from evaluating an expression again for each use of its result.
 */
#define UNIT_TARGET(u)	"('7' || " u ")::budget_perf.indicator_target"
#define SCALE_WORD		"'^(百万|千万|万亿|千|万|亿)'"

#define QUANTITY(k, q) \
	" CROSS JOIN LATERAL (SELECT" \
	" CASE " k ".kind WHEN 'plan' THEN 'least'" \
	" WHEN 'bound' THEN CASE WHEN " k ".lower IS NOT NULL THEN 'least' ELSE 'most' END" \
	" WHEN 'range' THEN 'between' END AS direction," \
	" " k ".kind <> 'bound' OR " k ".lower IS NOT NULL AND " k ".upper IS NOT NULL AS plain," \
	" CASE WHEN " k ".kind = 'range' THEN " k ".upper ELSE coalesce(" k ".lower, " k ".upper) END" \
	" * CASE WHEN " k ".unit IS NOT NULL THEN " k ".scale ELSE coalesce(n.scale, 1) END AS value," \
	" coalesce(nullif(CASE WHEN " k ".scale > 1 THEN regexp_replace(" k ".unit, " SCALE_WORD ", '')" \
	" ELSE " k ".unit END, ''), CASE WHEN n.scale > 1 THEN regexp_replace(n.unit, " SCALE_WORD ", '')" \
	" ELSE n.unit END, '') AS unit," \
	" CASE WHEN " k ".unit IS NOT NULL THEN " k ".share ELSE coalesce(n.share, false) END AS share" \
	" OFFSET 0) AS " q

/* The unit that the row of c states for its targets, as columns of n. */
#define STATED_UNIT \
	" LEFT JOIN LATERAL (SELECT budget_perf.normalise_name(u.stated) AS unit," \
	" budget_perf.target_scale(" UNIT_TARGET("u.stated") ") AS scale," \
	" budget_perf.target_percent(" UNIT_TARGET("u.stated") ") AS share" \
	" FROM (SELECT CASE WHEN " BLANK("c.unit") " THEN budget_perf.name_unit(c.name)" \
	" ELSE c.unit END AS stated OFFSET 0) AS u WHERE u.stated <> '' OFFSET 0) AS n ON true"

#define BLANK_NAME		BLANK("c.name")

/* A sum of products, as money where it is money. */
#define YUAN(x) \
	"CASE WHEN min_scale(" x ") <= 2 THEN round(" x ", 2) ELSE trim_scale(" x ") END"

static const BpRuleAudit rule_audits[] = {
	RULE_AUDIT("identity",
			   ", term AS (SELECT r.rule_set, r.id, t.side, t.source, t.item_code, t.coefficient"
			   " FROM rule r CROSS JOIN LATERAL jsonb_to_recordset(r.terms)"
			   " AS t (side text, source text, item_code text, coefficient numeric)),"
			   " part AS (SELECT " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side,"
			   " sum(t.coefficient * c.amount) AS amount"
			   " FROM enforced e JOIN ONLY @ledger@.budget_line c ON " SAME_DECLARATION("c", "e")
			   " JOIN ONLY @ledger@.form_item f ON f.form_code = e.form_code AND f.item_code = c.item_code"
			   " JOIN term t ON t.rule_set = e.rule_set AND t.source = 'item' AND t.item_code = c.item_code"
			   " WHERE c.amount IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side"
			   " UNION ALL SELECT " DECLARATION_COLUMNS("e") ", t.rule_set, t.id, t.side,"
			   " t.coefficient * c.amount"
			   " FROM enforced e JOIN (SELECT " DECLARATION_COLUMNS("x") ", sum(x.amount) AS amount"
			   " FROM ONLY @ledger@.task x WHERE x.amount IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("x") ") AS c ON " SAME_DECLARATION("c", "e")
			   " JOIN term t ON t.rule_set = e.rule_set AND t.source = 'tasks'),"
			   " sides AS (SELECT " DECLARATION_COLUMNS("p") ", p.rule_set, p.id,"
			   " sum(p.amount) FILTER (WHERE p.side = 'left') AS lhs,"
			   " sum(p.amount) FILTER (WHERE p.side = 'right') AS rhs"
			   " FROM part p GROUP BY " DECLARATION_COLUMNS("p") ", p.rule_set, p.id)"
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
			   " c.indicator_no, c.name, c.unit, c.accumulation,"
			   " c.cycle_target::text AS cycle, c.annual_target::text AS annual"
			   " FROM " ENFORCED("indicator") " WHERE c.cycle_target::text <> c.annual_target::text),"
			   /* the same target stands in many rows; each is read once */
			   " printed AS MATERIALIZED (SELECT p.cycle AS printed FROM pair p UNION SELECT p.annual FROM pair p),"
			   " reading AS MATERIALIZED (SELECT p.printed, budget_perf.target_kind(t.target) AS kind,"
			   " budget_perf.target_lower(t.target) AS lower, budget_perf.target_upper(t.target) AS upper,"
			   " budget_perf.target_scale(t.target) AS scale, budget_perf.target_percent(t.target) AS share,"
			   " budget_perf.normalise_name(budget_perf.target_unit(t.target)) AS unit FROM printed p"
			   " CROSS JOIN LATERAL (SELECT p.printed::budget_perf.indicator_target AS target) AS t"
			   " WHERE budget_perf.target_kind(t.target) IN ('plan', 'bound', 'range')"
			   " AND budget_perf.target_base(t.target) IS NULL)"
			   " SELECT c.id AS rule, 'indicator' AS \"table\", 'annual_target' AS \"column\","
			   " " KEY_WITH("indicator_no") ", a.value AS lhs, y.value AS rhs, c.annual AS what"
			   " FROM pair c JOIN reading ka ON ka.printed = c.annual JOIN reading ky ON ky.printed = c.cycle"
			   STATED_UNIT QUANTITY("ka", "a") QUANTITY("ky", "y")
			   " CROSS JOIN LATERAL (SELECT CASE WHEN a.direction <> 'most' THEN false"
			   " WHEN c.accumulation = 'level' THEN true WHEN c.accumulation = 'cumulative' THEN false"
			   " ELSE a.share OR strpos(a.unit, '/') > 0 OR EXISTS (SELECT"
			   " FROM (SELECT budget_perf.normalise_name(c.name) AS name OFFSET 0) AS m"
			   " CROSS JOIN jsonb_array_elements_text(c.parameters -> 'level_words') AS w (word)"
			   " WHERE strpos(m.name, w.word) > 0) END AS level OFFSET 0) AS l"
			   " WHERE a.direction = y.direction AND a.unit = y.unit AND a.share = y.share"
			   " AND NOT (c.accumulation IS NOT DISTINCT FROM 'level' AND (a.plain OR y.plain))"
			   /* whether a unit with this word is one per something is the engine's to know */
			   " AND (strpos(a.unit, '每') = 0 OR a.direction <> 'most' OR c.accumulation IS NOT NULL)"
			   " AND CASE WHEN l.level THEN a.value < y.value"
			   " ELSE a.value > y.value END",
			   gettext_noop("the annual target \"{what}\" goes beyond the cycle target: {lhs} against {rhs}")),
	RULE_AUDIT("target_blank",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", t.name AS \"column\", " KEY_WITH("indicator_no")
			   " FROM " ENFORCED_TARGETS " WHERE NOT " TARGET_GIVEN("t.value")
			   " AND NOT (t.name = 'cycle_target' AND f.target_columns = 1)",
			   gettext_noop("the target is blank")),
	RULE_AUDIT("target_deferred",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", t.name AS \"column\","
			   " " KEY_WITH("indicator_no") ", t.value::text AS what"
			   " FROM " ENFORCED_TARGETS " WHERE " TARGET_GIVEN("t.value")
			   " AND budget_perf.target_kind(t.value) = 'deferred'",
			   gettext_noop("the target \"{what}\" puts off its value")),
	RULE_AUDIT("target_template",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", t.name AS \"column\","
			   " " KEY_WITH("indicator_no") ", t.value::text AS what"
			   " FROM " ENFORCED_TARGETS " WHERE " TARGET_GIVEN("t.value")
			   " AND (budget_perf.target_kind(t.value) = 'template'"
			   " OR 'residue' = ANY (budget_perf.target_flags(t.value)))",
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
			   " CROSS JOIN LATERAL (SELECT coalesce(f.weight_total,"
			   " (r.parameters ->> 'total')::numeric, 100) AS total) AS v"
			   " WHERE abs(w.total - v.total) > r.tolerance"
			   " AND NOT (f.weight_total IS NULL AND r.parameters ->> 'reserved' IS NOT NULL"
			   " AND abs(w.total - v.total + (r.parameters ->> 'reserved')::numeric) <= r.tolerance)",
			   gettext_noop("the weights add up to {lhs}, not to {rhs}")),
	RULE_AUDIT("duplicate_task",
			   ", named AS MATERIALIZED (SELECT r.id, " DECLARATION_COLUMNS("c") ", c.name,"
			   " budget_perf.normalise_name(c.name) AS normal FROM " ENFORCED("task") ")"
			   " SELECT c.id AS rule, 'task' AS \"table\", 'name' AS \"column\", " DECLARATION_KEY("c") " AS key,"
			   " min(c.name) AS what, count(*) AS rows FROM named c WHERE c.normal <> ''"
			   " GROUP BY c.id, " DECLARATION_COLUMNS("c") ", c.normal HAVING count(*) > 1",
			   gettext_noop("the task \"{what}\" stands {rows} times")),
	RULE_AUDIT("duplicate_indicator",
			   ", named AS MATERIALIZED (SELECT r.id, f.taxonomy, " DECLARATION_COLUMNS("c") ","
			   " c.indicator_no, c.name, c.unit AS stated, c.level1, c.level2,"
			   " budget_perf.indicator_stem(c.name) AS normal FROM " ENFORCED("indicator") " JOIN ONLY @ledger@.form f ON f.code = e.form_code),"
			   /* class and unit are looked for only where a name stands twice at all */
			   " twin AS (SELECT n.*, count(*) OVER (PARTITION BY n.id, " DECLARATION_COLUMNS("n") ", n.normal) AS n"
			   " FROM named n WHERE n.normal <> ''),"
			   " classed AS MATERIALIZED (SELECT c.*,"
			   " budget_perf.normalise_name(nullif(CASE WHEN budget_perf.name_unit(c.name) <> ''"
			   " THEN budget_perf.name_unit(c.name) ELSE c.stated END, '')) AS unit,"
			   " coalesce(k.code, budget_perf.class_stem(c.level2)) AS class"
			   " FROM twin c LEFT JOIN LATERAL (SELECT coalesce("
			   " min(x.code) FILTER (WHERE budget_perf.class_stem(c.level1) = ANY (x.level1_names)),"
			   " CASE WHEN count(*) = 1 THEN min(x.code) END) AS code"
			   " FROM ONLY @ledger@.indicator_class x WHERE x.taxonomy = c.taxonomy"
			   " AND budget_perf.class_stem(c.level2) <> ''"
			   " AND budget_perf.class_stem(c.level2) = ANY (x.level2_names)) AS k ON true WHERE c.n > 1)"
			   " SELECT c.id AS rule, 'indicator' AS \"table\", 'name' AS \"column\","
			   " " KEY_WITH("indicator_no") ", min(c.name) AS what, min(d.indicator_no)::numeric AS lhs"
			   " FROM classed c JOIN classed d ON d.id = c.id AND " SAME_DECLARATION("d", "c")
			   " AND d.normal = c.normal AND d.class = c.class AND d.indicator_no < c.indicator_no"
			   " WHERE c.unit IS NULL OR d.unit IS NULL OR c.unit = d.unit"
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
			   " CROSS JOIN LATERAL jsonb_array_elements_text(r.parameters -> 'require') AS q (name)"
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
			   gettext_noop("the version has {lhs}, but the version before and the amendments make {rhs}"))
};

#endif							/* BUDGET_PERF_VERIFY_RULES_H */