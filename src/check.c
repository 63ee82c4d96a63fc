/*
 * check.c
 *	  Checking one declaration by every rule that applies, in one pass.
 *
 * Invariants:
 *
 * - Pure: the result depends on the declaration and the rules that are passed
 *   in, on nothing else.  No query runs here.
 * - Complete: every rule emits at least one finding, and exactly one for each
 *   place: a 'fail' for each place that breaks it, or one 'pass' for all of
 *   them, or one 'skip' where there was nothing that it could judge.
 * - Deterministic: findings stand in the order of the rules (errors, warnings,
 *   infos; within a severity by id, bytewise) and within a rule in the order
 *   of the places (item code or number).
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "check_private.h"
#include "exact.h"
#include "names_sql.h"

/* Longest part of a name or a target that a message quotes. */

static const struct
{
	const char *kind;
	BpCheckFunction function;
}			check_functions[] =
{
	{"identity", bp_check_identity},
	{"magnitude", bp_check_magnitude},
	{"item_known", bp_check_item_known},
	{"amount_sign", bp_check_amount_sign},
	{"amount_rounded", bp_check_amount_rounded},
	{"section_blank", bp_check_section_blank},
	{"empty", bp_check_empty},
	{"name_blank", bp_check_name_blank},
	{"class_known", bp_check_class_known},
	{"class_coverage", bp_check_class_coverage},
	{"annual_within_cycle", bp_check_annual_within_cycle},
	{"unit_conflict", bp_check_unit_conflict},
	{"target_blank", bp_check_target_blank},
	{"target_deferred", bp_check_target_deferred},
	{"target_template", bp_check_target_template},
	{"percent_range", bp_check_percent_range},
	{"comparator_missing", bp_check_comparator_missing},
	{"weight_total", bp_check_weight_total},
	{"duplicate_task", bp_check_duplicate_task},
	{"duplicate_indicator", bp_check_duplicate_indicator},
	{"amendment_missing", bp_check_amendment_missing},
	{"amendment_reason", bp_check_amendment_reason},
	{"amendment_sign", bp_check_amendment_sign},
	{"amendment_transfer", bp_check_amendment_transfer},
	{"amendment_total", bp_check_amendment_total},
	{"amendment_targets_kept", bp_check_amendment_targets_kept},
	{"amendment_target_changed", bp_check_amendment_target_changed},
};

static List *run_rules(const BpDeclaration *declaration, const BpRuleSet *rules,
						 const char *rule_id, bool passes);
static void add_number(BpLocation *location, const char *name, int32 value);
static BpLocation location(const BpCheck *check, const BpPlace *place);
static JsonbValue *parameter(const BpCheck *check, const char *name);
static List *string_members(const BpCheck *check, const char *name,
							JsonbContainer *array);
static void bad_parameter(const BpCheck *check, const char *name,
						  const char *expected);

BpCheckFunction
bp_check_function(const char *kind)
{
	for (size_t i = 0; i < lengthof(check_functions); i++)
	{
		if (strcmp(check_functions[i].kind, kind) == 0)
			return check_functions[i].function;
	}
	return NULL;
}

/*
 * Findings are made in the caller's memory context; all else that the rules
 * need lives in a context of its own and goes when the check is done.
 */
List *
bp_check(const BpDeclaration *declaration, const BpRuleSet *rules, bool passes)
{
	return run_rules(declaration, rules, NULL, passes);
}

List *
bp_check_one(const BpDeclaration *declaration, const BpRuleSet *rules, const char *rule_id)
{
	return run_rules(declaration, rules, rule_id, true);
}

static List *
run_rules(const BpDeclaration *declaration, const BpRuleSet *rules, const char *rule_id,
		  bool passes)
{
	BpCheck		check = {0};
	MemoryContext caller = CurrentMemoryContext;
	ListCell   *cell;

	check.declaration = declaration;
	check.rules = rules;
	check.passes = passes;
	check.result_context = caller;
	check.scratch_context = AllocSetContextCreate(caller, "budget_perf check",
												  ALLOCSET_DEFAULT_SIZES);

	MemoryContextSwitchTo(check.scratch_context);
	foreach(cell, rules->rules)
	{
		CHECK_FOR_INTERRUPTS();
		check.rule = lfirst(cell);
		if (rule_id != NULL && strcmp(check.rule->id, rule_id) != 0)
			continue;
		check.failures = 0;
		check.looked_at = 0;
		check.rule->function(&check);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(check.scratch_context);

	return check.findings;
}

static Numeric
copy_number(Numeric value)
{
	return value == NULL ? NULL :
		DatumGetNumericCopy(NumericGetDatum(value));
}

static void
add_number(BpLocation *location, const char *name, int32 value)
{
	Assert(location->nnumbers < BP_LOCATION_NUMBERS);
	location->numbers[location->nnumbers].name = name;
	location->numbers[location->nnumbers++].value = value;
}

/*
 * Add a finding of the current rule.  values and hint may be NULL; whatever
 * is passed in may live in the scratch context.
 */
void
bp_emit(BpCheck *check, BpStatus status, const BpPlace *place,
		const BpValues *values, const char *message, const char *hint)
{
	MemoryContext scratch;
	BpFinding  *finding;

	if (status == BP_PASS && !check->passes)
		return;
	scratch = MemoryContextSwitchTo(check->result_context);
	finding = palloc0(sizeof(BpFinding));

	finding->rule = check->rule->id;
	finding->severity = check->rule->severity;
	finding->status = status;
	if (values != NULL)
	{
		finding->lhs = copy_number(values->lhs);
		finding->rhs = copy_number(values->rhs);
		finding->difference = copy_number(values->difference);
		finding->tolerance = copy_number(values->tolerance);
	}
	finding->location = location(check, place);
	finding->message = pstrdup(message);
	finding->hint = (hint != NULL) ? pstrdup(hint) : NULL;
	check->findings = lappend(check->findings, finding);
	MemoryContextSwitchTo(scratch);
}

/* Add a failure of the current rule, and count it. */
void
bp_fail(BpCheck *check, const BpPlace *place, const BpValues *values,
		const char *message, const char *hint)
{
	check->failures++;
	bp_emit(check, BP_FAIL, place, values, message, hint);
}

/*
 * End a rule that looks at many places: where none failed, one finding for
 * the whole table says that the rule passed, or that there was nothing to
 * look at.  The two texts are translated here, for mostly neither is needed.
 */
void
bp_conclude(BpCheck *check, const char *table, const char *column,
			const char *passed, const char *skipped)
{
	BpPlace		place = {0};

	if (check->failures > 0 || (check->looked_at > 0 && !check->passes))
		return;
	place.table = table;
	place.column = column;
	if (check->looked_at > 0)
		bp_emit(check, BP_PASS, &place, NULL, _(passed), NULL);
	else
		bp_emit(check, BP_SKIP, &place, NULL, _(skipped), NULL);
}

/* The caller's place, so that it stays when the scratch context goes. */
static BpLocation
location(const BpCheck *check, const BpPlace *place)
{
	BpLocation	result = {0};

	result.table = place->table;
	result.column = place->column ? pstrdup(place->column) : NULL;
	result.columns = list_copy(place->columns);
	result.key = &check->declaration->key;
	if (place->task != NULL)
		add_number(&result, "task_no", place->task->task_no);
	if (place->indicator != NULL)
		add_number(&result, "indicator_no", place->indicator->indicator_no);
	if (place->amendment != NULL)
		add_number(&result, "amendment_no", place->amendment->amendment_no);
	if (place->amendment_line != NULL)
		add_number(&result, "line_no", place->amendment_line->line_no);
	if (place->class != NULL)
		result.class_code = place->class->code;
	if (place->item_code != NULL)
		result.item_code = pstrdup(place->item_code);
	if (place->rows != NULL)
		result.rows = pstrdup(place->rows);
	return result;
}

const BpItem *
bp_find_item(const BpRuleSet *rules, const char *item_code)
{
	ListCell   *cell;

	foreach(cell, rules->items)
	{
		const BpItem *item = lfirst(cell);

		if (strcmp(item->item_code, item_code) == 0)
			return item;
	}
	return NULL;
}

/* Null, or nothing but white space and characters that print nothing. */
bool
bp_is_blank(const char *value)
{
	char	   *utf8;

	if (value == NULL || *value == '\0')
		return true;
	utf8 = bp_to_utf8(value);
	return bp_code_blank(utf8, strlen(utf8));
}

/* An amount in the unit that the form prints. */
char *
bp_amount(const BpCheck *check, Numeric yuan)
{
	return bp_amount_text(yuan, check->rules->amount_unit);
}

void *
bp_prepared(BpCheck *check, void *(*prepare) (const BpCheck *check))
{
	BpRule	   *rule = unconstify(BpRule *, check->rule);

	if (rule->prepared == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(rule->context);

		rule->prepared = prepare(check);
		MemoryContextSwitchTo(caller);
	}
	return rule->prepared;
}

static JsonbValue *
parameter(const BpCheck *check, const char *name)
{
	JsonbValue *value = palloc(sizeof(JsonbValue));

	value = getKeyJsonValueFromContainer(&check->rule->parameters->root,
										 name, strlen(name), value);
	return (value == NULL || value->type == jbvNull) ? NULL : value;
}

static void
bad_parameter(const BpCheck *check, const char *name, const char *expected)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("parameter \"%s\" of rule \"%s\" must be %s",
					name, check->rule->id, expected),
			 errhint("Correct the column \"parameters\" of the rule.")));
}

/* A number; what stands for otherwise may be NULL, then NULL is returned. */
Numeric
bp_parameter_number(const BpCheck *check, const char *name, const char *otherwise)
{
	JsonbValue *value = parameter(check, name);

	if (value == NULL)
		return otherwise == NULL ? NULL : bp_exact_from_text(otherwise);
	if (value->type != jbvNumeric)
		bad_parameter(check, name, _("a number"));
	return value->val.numeric;
}

bool
bp_parameter_flag(const BpCheck *check, const char *name, bool otherwise)
{
	JsonbValue *value = parameter(check, name);

	if (value == NULL)
		return otherwise;
	if (value->type != jbvBool)
		bad_parameter(check, name, _("true or false"));
	return value->val.boolean;
}

/* The strings of an array, as UTF-8. */
static List *
string_members(const BpCheck *check, const char *name, JsonbContainer *array)
{
	List	   *result = NIL;
	uint32		count = JsonContainerSize(array);

	for (uint32 i = 0; i < count; i++)
	{
		JsonbValue *member = getIthJsonbValueFromContainer(array, i);

		if (member->type != jbvString)
			bad_parameter(check, name, _("made of strings"));
		result = lappend(result,
						 bp_to_utf8(pnstrdup(member->val.string.val,
											 member->val.string.len)));
	}
	return result;
}

/* A list of words, as UTF-8; empty if the parameter is not given. */
List *
bp_parameter_words(const BpCheck *check, const char *name)
{
	JsonbValue *value = parameter(check, name);

	if (value == NULL)
		return NIL;
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		bad_parameter(check, name, _("an array of strings"));
	return string_members(check, name, value->val.binary.data);
}

/* A list of lists of words. */
List *
bp_parameter_groups(const BpCheck *check, const char *name)
{
	JsonbValue *value = parameter(check, name);
	List	   *result = NIL;
	uint32		count;

	if (value == NULL)
		return NIL;
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		bad_parameter(check, name, _("an array of arrays of strings"));
	count = JsonContainerSize(value->val.binary.data);
	for (uint32 i = 0; i < count; i++)
	{
		JsonbValue *member = getIthJsonbValueFromContainer(value->val.binary.data, i);

		if (member->type != jbvBinary || !JsonContainerIsArray(member->val.binary.data))
			bad_parameter(check, name, _("an array of arrays of strings"));
		result = lappend(result, string_members(check, name, member->val.binary.data));
	}
	return result;
}
