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
	{kind, {NULL, "error", WITH_RULES(kind) query, message, HINT_BROKEN_RULE}}

/* The rows of a child that belong to enforced seals with a rule of the kind. */
#define ENFORCED(child) \
	"enforced e JOIN rule r USING (rule_set)" \
	" JOIN ONLY @ledger@." child " c ON " SAME_DECLARATION("c", "e")

#define KEY_WITH(column) \
	DECLARATION_KEY("c") " || jsonb_build_object('" column "', c." column ") AS key"

/*
 * The declared value of a target: the number that a bound or a plan value
 * states, or the end of a range that is harder to reach.
 */
#define TARGET_NUMBER(t) \
	"coalesce(budget_perf.target_lower(" t "), budget_perf.target_upper(" t "))" \
	" * budget_perf.target_scale(" t ")"

/* The unit without its scale word. */
#define TARGET_BASE_UNIT(t) \
	"budget_perf.normalise_name(regexp_replace(coalesce(budget_perf.target_unit(" t "), ''), '^[万亿]+', ''))"

#define BLANK_NAME \
	"budget_perf.normalise_code(c.name) = ''"

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
			   " s.lhs, s.rhs, r.tolerance, r.operator AS what"
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
			   " JOIN ONLY @ledger@.form_item f ON f.form_code = e.form_code AND f.item_code = c.item_code"
			   " WHERE c.amount < 0 AND NOT f.negative_allowed"
			   " UNION ALL SELECT r.id, 'task', 'amount', " KEY_WITH("task_no") ", c.amount"
			   " FROM " ENFORCED("task") " WHERE c.amount < 0",
			   gettext_noop("the amount {lhs} is negative")),
	RULE_AUDIT("empty",
			   " SELECT r.id AS rule, 'declaration' AS \"table\", " DECLARATION_KEY("e") " AS key"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " WHERE NOT EXISTS (SELECT FROM ONLY @ledger@.budget_line c"
			   " WHERE " SAME_DECLARATION("c", "e") " AND c.amount IS NOT NULL)"
			   " AND NOT EXISTS (SELECT FROM ONLY @ledger@.task c WHERE " SAME_DECLARATION("c", "e") ")"
			   " AND NOT EXISTS (SELECT FROM ONLY @ledger@.indicator c WHERE " SAME_DECLARATION("c", "e") ")",
			   gettext_noop("the declaration has no amount, no task and no indicator")),
	RULE_AUDIT("name_blank",
			   " SELECT r.id AS rule, 'task' AS \"table\", 'name' AS \"column\"," KEY_WITH("task_no")
			   " FROM " ENFORCED("task") " WHERE " BLANK_NAME
			   " UNION ALL SELECT r.id, 'indicator', 'name'," KEY_WITH("indicator_no")
			   " FROM " ENFORCED("indicator") " WHERE " BLANK_NAME,
			   gettext_noop("the name is blank")),
	RULE_AUDIT("target_template",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", t.name AS \"column\","
			   " " KEY_WITH("indicator_no") ", t.value::text AS what"
			   " FROM " ENFORCED("indicator")
			   " CROSS JOIN LATERAL (VALUES ('cycle_target', c.cycle_target),"
			   " ('annual_target', c.annual_target)) AS t (name, value)"
			   " WHERE budget_perf.target_kind(t.value) = 'template'"
			   " AND budget_perf.normalise_code(t.value::text) <> ''",
			   gettext_noop("the target \"{what}\" was not filled in")),
	RULE_AUDIT("weight_total",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", 'weight' AS \"column\","
			   " " DECLARATION_KEY("e") " AS key, w.total AS lhs,"
			   " coalesce(f.weight_total, (r.parameters ->> 'total')::numeric) AS rhs"
			   " FROM enforced e JOIN rule r USING (rule_set)"
			   " JOIN ONLY @ledger@.form f ON f.code = e.form_code"
			   " JOIN (SELECT " DECLARATION_COLUMNS("c") ", sum(c.weight) AS total"
			   " FROM ONLY @ledger@.indicator c WHERE c.weight IS NOT NULL"
			   " GROUP BY " DECLARATION_COLUMNS("c") ") AS w ON " SAME_DECLARATION("w", "e")
			   " WHERE w.total <> coalesce(f.weight_total, (r.parameters ->> 'total')::numeric)",
			   gettext_noop("the weights add up to {lhs}, not to {rhs}")),
	RULE_AUDIT("duplicate_task",
			   " SELECT r.id AS rule, 'task' AS \"table\", 'name' AS \"column\","
			   " " DECLARATION_KEY("c") " AS key, min(c.name) AS what, count(*) AS rows"
			   " FROM " ENFORCED("task") " WHERE NOT " BLANK_NAME
			   " GROUP BY r.id, " DECLARATION_COLUMNS("c") ", budget_perf.normalise_name(c.name)"
			   " HAVING count(*) > 1",
			   gettext_noop("the task \"{what}\" stands {rows} times")),
	RULE_AUDIT("duplicate_indicator",
			   " SELECT r.id AS rule, 'indicator' AS \"table\", 'name' AS \"column\","
			   " " DECLARATION_KEY("c") " AS key, min(c.name) AS what, count(*) AS rows"
			   " FROM " ENFORCED("indicator") " WHERE NOT " BLANK_NAME
			   " GROUP BY r.id, " DECLARATION_COLUMNS("c") ", budget_perf.indicator_stem(c.name),"
			   " budget_perf.class_stem(c.level1), budget_perf.class_stem(c.level2)"
			   " HAVING count(*) > 1",
			   gettext_noop("the indicator \"{what}\" stands {rows} times in one class"))
};

#endif							/* BUDGET_PERF_VERIFY_RULES_H */
