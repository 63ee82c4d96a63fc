/*
 * rules.c
 *	  Loading the rules that apply to one form and one fiscal year.
 *
 * Invariant: what is loaded here is all that a check depends on beside the
 * declaration itself.  The JSON text is made from the same rows under the same
 * snapshot and in an order of its own (by id, bytewise), so that equal rules
 * always give the same digest.  Rules that are kept are those that loading would
 * give: whatever changes a row that they come from moves it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "check_private.h"
#include "exact.h"
#include "ledger.h"
#include "scan.h"
#include "seal.h"

/* The rules that apply; $1 is the form, $2 the fiscal year. */
#define APPLICABLE_RULES \
	"@ledger@.rule AS r" \
	" WHERE r.severity OPERATOR(pg_catalog.<>) 'off'" \
	" AND (r.forms IS NULL OR $1 OPERATOR(pg_catalog.=) ANY (r.forms))" \
	" AND (r.first_year IS NULL OR r.first_year OPERATOR(pg_catalog.<=) $2)" \
	" AND (r.last_year IS NULL OR r.last_year OPERATOR(pg_catalog.>=) $2)"

#define QUERY_FORM \
	"SELECT f.amount_unit, f.target_columns::pg_catalog.int4, f.weight_total, f.taxonomy" \
	" FROM @ledger@.form AS f WHERE f.code OPERATOR(pg_catalog.=) $1"

#define QUERY_ITEMS \
	"SELECT i.item_code, i.category, i.block, i.label, i.negative_allowed" \
	" FROM @ledger@.form_item AS i WHERE i.form_code OPERATOR(pg_catalog.=) $1" \
	" ORDER BY i.ordinal"

#define QUERY_CLASSES \
	"SELECT c.code, c.level1, c.level2, c.level1_names, c.level2_names" \
	" FROM @ledger@.indicator_class AS c WHERE c.taxonomy OPERATOR(pg_catalog.=) $1" \
	" ORDER BY c.ordinal"

/* The order in which findings are reported: errors first, then by id. */
#define QUERY_RULES \
	"SELECT r.id, r.kind, r.severity, r.operator, r.tolerance, r.parameters" \
	" FROM " APPLICABLE_RULES \
	" ORDER BY CASE WHEN r.severity OPERATOR(pg_catalog.=) 'error' THEN 0" \
	"  WHEN r.severity OPERATOR(pg_catalog.=) 'warning' THEN 1 ELSE 2 END," \
	" r.id COLLATE pg_catalog.\"C\""

/* Terms in the order in which a person reads them: as the form prints the items. */
#define QUERY_TERMS \
	"SELECT t.rule_id, t.side, t.source, t.item_code, t.coefficient" \
	" FROM @ledger@.rule_term AS t" \
	" LEFT JOIN @ledger@.form_item AS i ON i.form_code OPERATOR(pg_catalog.=) $1" \
	"  AND i.item_code OPERATOR(pg_catalog.=) t.item_code" \
	" WHERE t.rule_id OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT r.id FROM " APPLICABLE_RULES "))" \
	" ORDER BY t.rule_id COLLATE pg_catalog.\"C\", t.side COLLATE pg_catalog.\"C\"," \
	" t.source COLLATE pg_catalog.\"C\" DESC, i.ordinal, t.item_code"

#define QUERY_JSON \
	"SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(" \
	"  'id', r.id, 'kind', r.kind, 'severity', r.severity, 'operator', r.operator," \
	"  'tolerance', r.tolerance::pg_catalog.text, 'parameters', r.parameters," \
	"  'terms', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(" \
	"    'side', t.side, 'source', t.source, 'item_code', t.item_code," \
	"    'coefficient', t.coefficient::pg_catalog.text)" \
	"    ORDER BY t.side COLLATE pg_catalog.\"C\", t.source COLLATE pg_catalog.\"C\", t.item_code)," \
	"   '[]'::pg_catalog.jsonb)" \
	"   FROM @ledger@.rule_term AS t WHERE t.rule_id OPERATOR(pg_catalog.=) r.id))" \
	"  ORDER BY r.id COLLATE pg_catalog.\"C\"), '[]'::pg_catalog.jsonb)::pg_catalog.text" \
	" FROM " APPLICABLE_RULES

/* A rule with changes laid over it; no row where there is nothing to lay them over. */
#define QUERY_CANDIDATE \
	"SELECT p.kind, p.severity, p.operator, p.tolerance, p.parameters, p.forms," \
	" p.first_year, p.last_year" \
	" FROM (SELECT 1) AS one LEFT JOIN @ledger@.rule AS r ON r.id OPERATOR(pg_catalog.=) $1" \
	" CROSS JOIN LATERAL pg_catalog.jsonb_populate_record(" \
	"  CASE WHEN r.id IS NULL THEN NULL::@ledger@.rule ELSE r END," \
	"  CASE WHEN r.id IS NULL" \
	"   THEN '{\"severity\": \"error\", \"tolerance\": 0, \"parameters\": {}}'::pg_catalog.jsonb OPERATOR(pg_catalog.||) $2" \
	"   ELSE $2 END) AS p"

#define QUERY_CANDIDATE_TERMS \
	"SELECT t.side, t.source, COALESCE(t.item_code, ''), COALESCE(t.coefficient, 1)" \
	" FROM pg_catalog.jsonb_to_recordset($2 OPERATOR(pg_catalog.->) 'terms')" \
	" AS t (side pg_catalog.text, source pg_catalog.text, item_code pg_catalog.text," \
	"  coefficient pg_catalog.numeric)" \
	" WHERE $2 OPERATOR(pg_catalog.?) 'terms'" \
	" UNION ALL" \
	" SELECT t.side, t.source, t.item_code, t.coefficient FROM @ledger@.rule_term AS t" \
	" WHERE t.rule_id OPERATOR(pg_catalog.=) $1 AND NOT $2 OPERATOR(pg_catalog.?) 'terms'"

struct BpCandidate
{
	BpRule		rule;
	bool		any_form;
	List	   *forms;			/* of char *, UTF-8 */
	int32		first_year;		/* 0 = no limit */
	int32		last_year;
};

static void load_form(BpRuleSet *rules, const char *ledger, Datum *values,
					  Snapshot snapshot);
static void load_items(BpRuleSet *rules, const char *ledger, Datum *values,
					   Snapshot snapshot);
static void load_classes(BpRuleSet *rules, const char *ledger, const char *taxonomy,
						 Snapshot snapshot);
static void load_rules(BpRuleSet *rules, const char *ledger, Datum *values,
					   Snapshot snapshot);
static void load_terms(BpRuleSet *rules, const char *ledger, Datum *values,
					   Snapshot snapshot);
static void load_json(BpRuleSet *rules, const char *ledger, Datum *values,
					  Snapshot snapshot);
static BpSeverity read_severity(const char *rule, const char *severity);
static BpOperator read_operator(const char *rule, const char *operator);
static List *row_texts(int row, int column);
static bool row_bool(int row, int column);
static Jsonb *row_jsonb(int row, int column);

/*
 * Rules that the session keeps.  To load them takes seven queries, some twenty
 * times as long as to check a declaration by them; to see that they are still
 * the same takes a look at where the hundred rows stand (bp_scan_fingerprint).
 * No trigger and no message is relied on for that: rules may be changed with
 * triggers off.
 */
typedef struct KeptRules
{
	char	   *ledger;
	uint64		fingerprint;
	BpRuleSet  *rules;			/* in a memory context of its own */
	LocalTransactionId used;	/* the transaction that may be holding it */
	bool		stale;			/* changed since, or another was kept in its place */
} KeptRules;

/* Forms and years that are worked on side by side. */
#define RULES_KEPT			64

static List *kept_rules = NIL;	/* of KeptRules *, the newest last */

static bool fingerprint(const char *ledger, const char *form_code, const char *taxonomy,
						Snapshot snapshot, uint64 *result);
static void forget_rules(void);

/* The form, the year: what most of the queries take. */
static Oid	form_and_year[] = {TEXTOID, INT4OID};

BpRuleSet *
bp_rules_load(const char *ledger, const char *form_code, int32 fiscal_year,
			  Snapshot snapshot)
{
	BpRuleSet  *rules = palloc0(sizeof(BpRuleSet));
	Datum		values[2];

	rules->form_code = pstrdup(form_code);
	rules->fiscal_year = fiscal_year;
	rules->levels = bp_levels_create();
	rules->context = CurrentMemoryContext;
	values[0] = CStringGetTextDatum(form_code);
	values[1] = Int32GetDatum(fiscal_year);

	load_form(rules, ledger, values, snapshot);
	load_items(rules, ledger, values, snapshot);
	load_classes(rules, ledger, rules->taxonomy, snapshot);
	load_rules(rules, ledger, values, snapshot);
	load_terms(rules, ledger, values, snapshot);
	load_json(rules, ledger, values, snapshot);
	return rules;
}

/*
 * What tells the rows that the rules of a form are loaded from; false if the
 * current role may not see all of them, and must not be given rules that
 * another role loaded.
 */
static bool
fingerprint(const char *ledger, const char *form_code, const char *taxonomy,
			Snapshot snapshot, uint64 *result)
{
	static const BpColumn form_key = {"code", TEXTOID};
	static const BpColumn item_key = {"form_code", TEXTOID};
	static const BpColumn class_key = {"taxonomy", TEXTOID};
	Datum		form = CStringGetTextDatum(form_code);

	*result = 0;
	return bp_scan_fingerprint(ledger, "form", &form_key, form, snapshot, result) &&
		bp_scan_fingerprint(ledger, "form_item", &item_key, form, snapshot, result) &&
		bp_scan_fingerprint(ledger, "indicator_class", &class_key,
							CStringGetTextDatum(taxonomy), snapshot, result) &&
		bp_scan_fingerprint(ledger, "rule", NULL, (Datum) 0, snapshot, result) &&
		bp_scan_fingerprint(ledger, "rule_term", NULL, (Datum) 0, snapshot, result);
}

/*
 * Free what is stale or too much.  What this transaction has used stays: an
 * outer statement may be at work with it.
 */
static void
forget_rules(void)
{
	int			excess = list_length(kept_rules) - RULES_KEPT;
	ListCell   *cell;

	foreach(cell, kept_rules)
	{
		KeptRules  *kept = lfirst(cell);

		if (kept->used == BP_CURRENT_LXID || !(kept->stale || excess > 0))
			continue;
		kept_rules = foreach_delete_current(kept_rules, cell);
		MemoryContextDelete(kept->rules->context);
		excess--;
	}
}

const BpRuleSet *
bp_rules_get(const char *ledger, const char *form_code, int32 fiscal_year, Snapshot snapshot)
{
	Snapshot	scanned = bp_scan_snapshot(snapshot);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	BpRuleSet  *rules;
	KeptRules  *kept;
	uint64		now;
	ListCell   *cell;

	foreach(cell, kept_rules)
	{
		kept = lfirst(cell);
		if (kept->stale || kept->rules->fiscal_year != fiscal_year ||
			strcmp(kept->rules->form_code, form_code) != 0 || strcmp(kept->ledger, ledger) != 0)
			continue;
		if (fingerprint(ledger, form_code, kept->rules->taxonomy, scanned, &now) &&
			now == kept->fingerprint)
		{
			UnregisterSnapshot(scanned);
			kept->used = BP_CURRENT_LXID;
			return kept->rules;
		}
		/* it may be for others to use again, under another snapshot or role */
	}

	forget_rules();
	context = AllocSetContextCreate(caller, "budget_perf rules", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(context);
	rules = bp_rules_load(ledger, form_code, fiscal_year, scanned);
	if (fingerprint(ledger, form_code, rules->taxonomy, scanned, &now))
	{
		kept = palloc0(sizeof(KeptRules));
		kept->ledger = pstrdup(ledger);
		kept->fingerprint = now;
		kept->rules = rules;
		kept->used = BP_CURRENT_LXID;
		MemoryContextSwitchTo(CacheMemoryContext);
		foreach(cell, kept_rules)
		{
			KeptRules  *other = lfirst(cell);

			if (other->rules->fiscal_year == fiscal_year &&
				strcmp(other->rules->form_code, form_code) == 0 &&
				strcmp(other->ledger, ledger) == 0)
				other->stale = true;
		}
		kept_rules = lappend(kept_rules, kept);
		MemoryContextSetParent(context, CacheMemoryContext);
	}
	MemoryContextSwitchTo(caller);
	UnregisterSnapshot(scanned);
	return rules;
}

static void
load_form(BpRuleSet *rules, const char *ledger, Datum *values, Snapshot snapshot)
{
	bp_execute_kept(ledger, QUERY_FORM, 1, form_and_year, values, NULL, snapshot, false);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("ledger \"%s\" has no form \"%s\"", ledger, rules->form_code),
				 errhint("Forms are rows of the table \"form\" of the ledger.")));
	rules->amount_unit = bp_row_given(0, 1);
	rules->target_columns = bp_row_int32(0, 2, 1);
	rules->weight_total = bp_row_numeric(0, 3);
	rules->taxonomy = bp_row_given(0, 4);
	SPI_freetuptable(SPI_tuptable);
}

static void
load_items(BpRuleSet *rules, const char *ledger, Datum *values, Snapshot snapshot)
{
	bp_execute_kept(ledger, QUERY_ITEMS, 1, form_and_year, values, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpItem	   *item = palloc0(sizeof(BpItem));

		item->item_code = bp_row_given(row, 1);
		item->category = bp_row_given(row, 2);
		item->block = bp_row_given(row, 3);
		item->label = bp_row_given(row, 4);
		item->negative_allowed = row_bool(row, 5);
		rules->items = lappend(rules->items, item);
	}
	rules->totals = bp_totals_of_items(rules->items);
	SPI_freetuptable(SPI_tuptable);
}

static void
load_classes(BpRuleSet *rules, const char *ledger, const char *taxonomy,
			 Snapshot snapshot)
{
	Datum		value = CStringGetTextDatum(taxonomy);

	bp_execute_kept(ledger, QUERY_CLASSES, 1, form_and_year, &value, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpClass    *class = palloc0(sizeof(BpClass));

		class->code = bp_row_given(row, 1);
		class->level1 = bp_row_given(row, 2);
		class->level2 = bp_row_given(row, 3);
		class->level1_names = row_texts(row, 4);
		class->level2_names = row_texts(row, 5);
		rules->classes = lappend(rules->classes, class);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
load_rules(BpRuleSet *rules, const char *ledger, Datum *values, Snapshot snapshot)
{
	bp_execute_kept(ledger, QUERY_RULES, 2, form_and_year, values, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpRule	   *rule = palloc0(sizeof(BpRule));

		rule->context = CurrentMemoryContext;
		rule->id = bp_row_given(row, 1);
		rule->kind = bp_row_given(row, 2);
		rule->severity = read_severity(rule->id, bp_row_given(row, 3));
		rule->operator = read_operator(rule->id, bp_row_text(row, 4));
		rule->tolerance = bp_row_numeric(row, 5);
		if (rule->tolerance == NULL)
			bp_null_error("tolerance");
		rule->parameters = row_jsonb(row, 6);
		rule->function = bp_check_function(rule->kind);
		if (rule->function == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("rule \"%s\" is of the unknown kind \"%s\"", rule->id, rule->kind),
					 errhint("The ledger was made by a newer version of the extension than the one that is running.")));
		rules->rules = lappend(rules->rules, rule);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
load_terms(BpRuleSet *rules, const char *ledger, Datum *values, Snapshot snapshot)
{
	Numeric		one = int64_to_numeric(1);

	bp_execute_kept(ledger, QUERY_TERMS, 2, form_and_year, values, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *rule_id = bp_row_given(row, 1);
		BpTerm	   *term = palloc0(sizeof(BpTerm));
		ListCell   *cell;

		term->left = (strcmp(bp_row_given(row, 2), "left") == 0);
		term->tasks = (strcmp(bp_row_given(row, 3), "tasks") == 0);
		term->item_code = term->tasks ? NULL : bp_row_given(row, 4);
		term->coefficient = bp_row_numeric(row, 5);
		if (term->coefficient == NULL)
			bp_null_error("coefficient");
		term->unit_coefficient = (bp_exact_compare(term->coefficient, one) == 0);

		foreach(cell, rules->rules)
		{
			BpRule	   *rule = lfirst(cell);

			if (strcmp(rule->id, rule_id) == 0)
				rule->terms = lappend(rule->terms, term);
		}
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
load_json(BpRuleSet *rules, const char *ledger, Datum *values, Snapshot snapshot)
{
	char	   *utf8;

	bp_execute_kept(ledger, QUERY_JSON, 2, form_and_year, values, NULL, snapshot, false);
	Assert(SPI_processed == 1);
	rules->json = bp_row_given(0, 1);
	SPI_freetuptable(SPI_tuptable);

	utf8 = bp_to_utf8(rules->json);
	rules->digest = bp_sha256_hex(utf8, strlen(utf8));
}

static BpSeverity
read_severity(const char *rule, const char *severity)
{
	if (strcmp(severity, "error") == 0)
		return BP_ERROR;
	if (strcmp(severity, "warning") == 0)
		return BP_WARNING;
	if (strcmp(severity, "info") == 0)
		return BP_INFO;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("rule \"%s\" has the unknown severity \"%s\"", rule, severity)));
}

static BpOperator
read_operator(const char *rule, const char *operator)
{
	if (operator == NULL)
		return BP_NO_OPERATOR;
	if (strcmp(operator, "=") == 0)
		return BP_EQUAL;
	if (strcmp(operator, "<=") == 0)
		return BP_AT_MOST;
	if (strcmp(operator, ">=") == 0)
		return BP_AT_LEAST;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("rule \"%s\" has the unknown operator \"%s\"", rule, operator)));
}

/* The members of a text[] of an SPI row, as UTF-8; nulls are left out. */
static List *
row_texts(int row, int column)
{
	bool		isnull;
	Datum		value = bp_row_datum(row, column, TEXTARRAYOID, &isnull);
	List	   *result = NIL;
	Datum	   *members;
	bool	   *nulls;
	int			count;

	if (isnull)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT,
					  &members, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			result = lappend(result, bp_to_utf8(TextDatumGetCString(members[i])));
	}
	return result;
}

static bool
row_bool(int row, int column)
{
	bool		isnull;
	Datum		value = bp_row_datum(row, column, BOOLOID, &isnull);

	return !isnull && DatumGetBool(value);
}

/* A copy in the current memory context. */
static Jsonb *
row_jsonb(int row, int column)
{
	bool		isnull;
	Datum		value = bp_row_datum(row, column, JSONBOID, &isnull);

	if (isnull)
		bp_null_error("parameters");
	return DatumGetJsonbPCopy(value);
}

BpCandidate *
bp_candidate_load(const char *ledger, const char *rule_id, Datum changes, Snapshot snapshot)
{
	static Oid	types[] = {TEXTOID, JSONBOID};
	BpCandidate *candidate = palloc0(sizeof(BpCandidate));
	BpRule	   *rule = &candidate->rule;
	Numeric		one = int64_to_numeric(1);
	Datum		values[2];
	char	   *severity;
	char	   *operator;
	bool		isnull;
	bool		left = false;
	bool		right = false;

	if (!JB_ROOT_IS_OBJECT(DatumGetJsonbP(changes)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the changes to a rule must be a JSON object")));
	values[0] = CStringGetTextDatum(rule_id);
	values[1] = changes;
	bp_execute_kept(ledger, QUERY_CANDIDATE, 2, types, values, NULL, snapshot, false);
	Assert(SPI_processed == 1);
	rule->context = CurrentMemoryContext;
	rule->id = pstrdup(rule_id);
	rule->kind = bp_row_text(0, 1);
	severity = bp_row_text(0, 2);
	operator = bp_row_text(0, 3);
	rule->tolerance = bp_row_numeric(0, 4);
	if (rule->kind == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("ledger \"%s\" has no rule \"%s\"", ledger, rule_id),
				 errhint("A new rule needs at least its \"kind\" among the changes.")));
	rule->function = bp_check_function(rule->kind);
	if (rule->function == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rule \"%s\" is of the unknown kind \"%s\"", rule_id, rule->kind)));
	if (severity == NULL || strcmp(severity, "off") == 0)
		rule->severity = BP_ERROR;
	else if (strcmp(severity, "error") == 0 || strcmp(severity, "warning") == 0 ||
			 strcmp(severity, "info") == 0)
		rule->severity = read_severity(rule_id, severity);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rule \"%s\" has the unknown severity \"%s\"", rule_id, severity)));
	if (strcmp(rule->kind, "identity") == 0)
	{
		if (operator == NULL || (strcmp(operator, "=") != 0 && strcmp(operator, "<=") != 0 &&
								 strcmp(operator, ">=") != 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("an identity needs an operator: =, <= or >=")));
		rule->operator = read_operator(rule_id, operator);
	}
	if (rule->tolerance == NULL)
		rule->tolerance = int64_to_numeric(0);
	if (bp_exact_sign(rule->tolerance) < 0 || numeric_is_nan(rule->tolerance))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a tolerance must not be negative")));
	(void) SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 5, &isnull);
	if (isnull)
		rule->parameters = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	else
		rule->parameters = row_jsonb(0, 5);
	if (!JB_ROOT_IS_OBJECT(rule->parameters))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the parameters of a rule must be a JSON object")));
	(void) SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 6, &candidate->any_form);
	candidate->forms = row_texts(0, 6);
	candidate->first_year = bp_row_int32(0, 7, 0);
	candidate->last_year = bp_row_int32(0, 8, 0);
	SPI_freetuptable(SPI_tuptable);

	if (rule->operator == BP_NO_OPERATOR)
		return candidate;
	bp_execute_kept(ledger, QUERY_CANDIDATE_TERMS, 2, types, values, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpTerm	   *term = palloc0(sizeof(BpTerm));
		char	   *side = bp_row_text(row, 1);
		char	   *source = bp_row_text(row, 2);

		term->item_code = bp_row_text(row, 3);
		term->coefficient = bp_row_numeric(row, 4);
		if (side == NULL || (strcmp(side, "left") != 0 && strcmp(side, "right") != 0) ||
			source == NULL || (strcmp(source, "item") != 0 && strcmp(source, "tasks") != 0) ||
			term->item_code == NULL || (strcmp(source, "item") == 0) != (term->item_code[0] != '\0') ||
			term->coefficient == NULL ||
			numeric_is_nan(term->coefficient) || numeric_is_inf(term->coefficient) ||
			bp_exact_sign(term->coefficient) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("term %d of rule \"%s\" is not one", (int) row + 1, rule_id),
					 errdetail("A term has a side (left or right), a source (item with an item_code, or tasks), and a coefficient that is not zero.")));
		term->left = (strcmp(side, "left") == 0);
		term->tasks = (strcmp(source, "tasks") == 0);
		if (term->tasks)
			term->item_code = NULL;
		term->unit_coefficient = (bp_exact_compare(term->coefficient, one) == 0);
		left = left || term->left;
		right = right || !term->left;
		rule->terms = lappend(rule->terms, term);
	}
	SPI_freetuptable(SPI_tuptable);
	if (!left || !right)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an identity needs a term on either side")));
	return candidate;
}

bool
bp_candidate_applies(const BpCandidate *candidate, const BpDeclaration *declaration)
{
	ListCell   *cell;

	if (candidate->first_year != 0 && declaration->key.fiscal_year < candidate->first_year)
		return false;
	if (candidate->last_year != 0 && declaration->key.fiscal_year > candidate->last_year)
		return false;
	if (candidate->any_form)
		return true;
	foreach(cell, candidate->forms)
	{
		if (strcmp(lfirst(cell), bp_to_utf8(declaration->form_code)) == 0)
			return true;
	}
	return false;
}

BpRuleSet *
bp_candidate_rules(const BpRuleSet *rules, const BpCandidate *candidate)
{
	BpRuleSet  *result = palloc(sizeof(BpRuleSet));
	ListCell   *cell;

	*result = *rules;
	result->rules = NIL;
	foreach(cell, rules->rules)
	{
		BpRule	   *rule = lfirst(cell);

		if (strcmp(rule->id, candidate->rule.id) != 0)
			result->rules = lappend(result->rules, rule);
	}
	result->rules = lappend(result->rules, unconstify(BpRule *, &candidate->rule));
	result->json = NULL;
	result->digest = NULL;
	return result;
}
