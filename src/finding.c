/*
 * finding.c
 *	  What a rule found at one place, as a row and as JSON.
 *
 * Invariant: both forms carry the same ten members under the same names, those
 * of the SQL type budget_perf.finding.  In JSON the numbers are strings, as
 * PostgreSQL prints them: a reader that knows binary floating point only must
 * not be tempted to round an amount.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "exact.h"
#include "finding.h"

/* Columns of budget_perf.finding, from 0. */
enum
{
	FINDING_RULE,
	FINDING_SEVERITY,
	FINDING_STATUS,
	FINDING_LHS,
	FINDING_RHS,
	FINDING_DIFFERENCE,
	FINDING_TOLERANCE,
	FINDING_LOCATION,
	FINDING_MESSAGE,
	FINDING_HINT,
	FINDING_COLUMNS
};

static void put_key(StringInfo out, const BpLocation *location);
static void put_name(StringInfo out, const char *name);
static void put_string(StringInfo out, const char *name, const char *value);
static void put_number(StringInfo out, const char *name, Numeric value);
static void push_int32(JsonbParseState **state, const char *name, int32 number);
static void push_json(JsonbParseState **state, const char *name, const char *json);
static JsonbValue *push_location(JsonbParseState **state, const BpFinding *finding);

const char *
bp_severity_name(BpSeverity severity)
{
	switch (severity)
	{
		case BP_INFO:
			return "info";
		case BP_WARNING:
			return "warning";
		case BP_ERROR:
			return "error";
	}
	elog(ERROR, "unknown severity %d", (int) severity);
	return NULL;				/* keep compiler quiet */
}

const char *
bp_status_name(BpStatus status)
{
	switch (status)
	{
		case BP_PASS:
			return "pass";
		case BP_FAIL:
			return "fail";
		case BP_SKIP:
			return "skip";
		case BP_WAIVED:
			return "waived";
	}
	elog(ERROR, "unknown status %d", (int) status);
	return NULL;				/* keep compiler quiet */
}

/* A member's name, after a comma unless it is the first. */
static void
put_name(StringInfo out, const char *name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		appendStringInfoString(out, ", ");
	appendStringInfo(out, "\"%s\": ", name);
}

static void
put_string(StringInfo out, const char *name, const char *value)
{
	put_name(out, name);
	if (value == NULL)
		appendStringInfoString(out, "null");
	else
		escape_json(out, value);
}

static void
put_number(StringInfo out, const char *name, Numeric value)
{
	put_string(out, name, value == NULL ? NULL : bp_exact_to_text(value));
}

char *
bp_finding_location(const BpFinding *finding)
{
	const BpLocation *location = &finding->location;
	StringInfoData out;
	ListCell   *cell;

	initStringInfo(&out);
	appendStringInfo(&out, "{\"table\": \"%s\", \"key\": ", location->table);
	put_key(&out, location);
	if (location->column != NULL)
		appendStringInfo(&out, ", \"column\": \"%s\"", location->column);
	foreach(cell, location->columns)
		appendStringInfo(&out, "%s\"%s\"",
						 foreach_current_index(cell) == 0 ? ", \"columns\": [" : ", ",
						 (const char *) lfirst(cell));
	if (location->columns != NIL)
		appendStringInfoChar(&out, ']');
	if (location->rows != NULL)
		appendStringInfo(&out, ", \"rows\": %s", location->rows);
	if (finding->waiver != NULL)
		appendStringInfo(&out, ", \"waiver\": %s", finding->waiver);
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* What tells the row within its table. */
static void
put_key(StringInfo out, const BpLocation *location)
{
	appendStringInfoString(out, "{\"department_code\": ");
	escape_json(out, location->key->department_code);
	appendStringInfo(out, ", \"fiscal_year\": %d, \"version\": %d",
					 location->key->fiscal_year, location->key->version);
	for (int i = 0; i < location->nnumbers; i++)
		appendStringInfo(out, ", \"%s\": %d", location->numbers[i].name,
						 location->numbers[i].value);
	if (location->class_code != NULL)
		put_string(out, "class", location->class_code);
	if (location->item_code != NULL)
		put_string(out, "item_code", location->item_code);
	appendStringInfoChar(out, '}');
}

void
bp_finding_to_json(StringInfo out, const BpFinding *finding)
{
	appendStringInfoChar(out, '{');
	put_string(out, "rule", finding->rule);
	put_string(out, "severity", bp_severity_name(finding->severity));
	put_string(out, "status", bp_status_name(finding->status));
	put_number(out, "lhs", finding->lhs);
	put_number(out, "rhs", finding->rhs);
	put_number(out, "difference", finding->difference);
	put_number(out, "tolerance", finding->tolerance);
	put_name(out, "location");
	appendStringInfoString(out, bp_finding_location(finding));
	put_string(out, "message", finding->message);
	put_string(out, "hint", finding->hint);
	appendStringInfoChar(out, '}');
}

char *
bp_findings_to_json(const List *findings)
{
	StringInfoData out;
	ListCell   *cell;
	bool		first = true;

	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	foreach(cell, findings)
	{
		if (!first)
			appendStringInfoString(&out, ", ");
		bp_finding_to_json(&out, lfirst(cell));
		first = false;
	}
	appendStringInfoChar(&out, ']');
	return out.data;
}

void
bp_push_text(JsonbParseState **state, JsonbIteratorToken token, const char *text)
{
	JsonbValue	value;

	value.type = (text == NULL) ? jbvNull : jbvString;
	if (text != NULL)
	{
		value.val.string.val = unconstify(char *, text);
		value.val.string.len = strlen(text);
	}
	(void) pushJsonbValue(state, token, &value);
}

void
bp_push_string(JsonbParseState **state, const char *name, const char *value)
{
	bp_push_text(state, WJB_KEY, name);
	bp_push_text(state, WJB_VALUE, value);
}

void
bp_push_number(JsonbParseState **state, const char *name, Numeric value)
{
	bp_push_string(state, name, value == NULL ? NULL : bp_exact_to_text(value));
}

static void
push_int32(JsonbParseState **state, const char *name, int32 number)
{
	JsonbValue	value;

	bp_push_text(state, WJB_KEY, name);
	value.type = jbvNumeric;
	value.val.numeric = int64_to_numeric(number);
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

/* What stands as JSON text. */
static void
push_json(JsonbParseState **state, const char *name, const char *json)
{
	Jsonb	   *read = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json)));
	JsonbValue	value;

	bp_push_text(state, WJB_KEY, name);
	value.type = jbvBinary;
	value.val.binary.data = &read->root;
	value.val.binary.len = VARSIZE(read) - VARHDRSZ;
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

/* The same as bp_finding_location() gives as text. */
static JsonbValue *
push_location(JsonbParseState **state, const BpFinding *finding)
{
	const BpLocation *location = &finding->location;
	ListCell   *cell;

	(void) pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	bp_push_string(state, "table", location->table);
	bp_push_text(state, WJB_KEY, "key");
	(void) pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	bp_push_string(state, "department_code", location->key->department_code);
	push_int32(state, "fiscal_year", location->key->fiscal_year);
	push_int32(state, "version", location->key->version);
	for (int i = 0; i < location->nnumbers; i++)
		push_int32(state, location->numbers[i].name, location->numbers[i].value);
	if (location->class_code != NULL)
		bp_push_string(state, "class", location->class_code);
	if (location->item_code != NULL)
		bp_push_string(state, "item_code", location->item_code);
	(void) pushJsonbValue(state, WJB_END_OBJECT, NULL);
	if (location->column != NULL)
		bp_push_string(state, "column", location->column);
	if (location->columns != NIL)
	{
		bp_push_text(state, WJB_KEY, "columns");
		(void) pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		foreach(cell, location->columns)
			bp_push_text(state, WJB_ELEM, lfirst(cell));
		(void) pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	if (location->rows != NULL)
		push_json(state, "rows", location->rows);
	if (finding->waiver != NULL)
		push_json(state, "waiver", finding->waiver);
	return pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

Jsonb *
bp_finding_location_jsonb(const BpFinding *finding)
{
	JsonbParseState *state = NULL;

	return JsonbValueToJsonb(push_location(&state, finding));
}

/* Built as it is: to read the text of bp_findings_to_json() took as long as to write the seal. */
Jsonb *
bp_findings_to_jsonb(const List *findings)
{
	JsonbParseState *state = NULL;
	ListCell   *cell;

	(void) pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, findings)
	{
		const BpFinding *finding = lfirst(cell);

		(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		bp_push_string(&state, "rule", finding->rule);
		bp_push_string(&state, "severity", bp_severity_name(finding->severity));
		bp_push_string(&state, "status", bp_status_name(finding->status));
		bp_push_number(&state, "lhs", finding->lhs);
		bp_push_number(&state, "rhs", finding->rhs);
		bp_push_number(&state, "difference", finding->difference);
		bp_push_number(&state, "tolerance", finding->tolerance);
		bp_push_text(&state, WJB_KEY, "location");
		(void) push_location(&state, finding);
		bp_push_string(&state, "message", finding->message);
		bp_push_string(&state, "hint", finding->hint);
		(void) pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
}

void
bp_finding_put(Tuplestorestate *store, TupleDesc desc, const BpFinding *finding)
{
	Datum		values[FINDING_COLUMNS] = {0};
	bool		nulls[FINDING_COLUMNS] = {false};

	if (desc->natts != FINDING_COLUMNS)
		elog(ERROR, "a finding has %d columns, not %d", FINDING_COLUMNS, desc->natts);

	values[FINDING_RULE] = CStringGetTextDatum(finding->rule);
	values[FINDING_SEVERITY] = CStringGetTextDatum(bp_severity_name(finding->severity));
	values[FINDING_STATUS] = CStringGetTextDatum(bp_status_name(finding->status));

	nulls[FINDING_LHS] = (finding->lhs == NULL);
	values[FINDING_LHS] = NumericGetDatum(finding->lhs);
	nulls[FINDING_RHS] = (finding->rhs == NULL);
	values[FINDING_RHS] = NumericGetDatum(finding->rhs);
	nulls[FINDING_DIFFERENCE] = (finding->difference == NULL);
	values[FINDING_DIFFERENCE] = NumericGetDatum(finding->difference);
	nulls[FINDING_TOLERANCE] = (finding->tolerance == NULL);
	values[FINDING_TOLERANCE] = NumericGetDatum(finding->tolerance);

	values[FINDING_LOCATION] = JsonbPGetDatum(bp_finding_location_jsonb(finding));
	values[FINDING_MESSAGE] = CStringGetTextDatum(finding->message);
	nulls[FINDING_HINT] = (finding->hint == NULL);
	if (finding->hint != NULL)
		values[FINDING_HINT] = CStringGetTextDatum(finding->hint);

	tuplestore_putvalues(store, desc, values, nulls);
}
