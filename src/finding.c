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

static void put_name(StringInfo out, const char *name);
static void put_string(StringInfo out, const char *name, const char *value);
static void put_number(StringInfo out, const char *name, Numeric value);

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
	appendStringInfoString(out, finding->location);
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

	values[FINDING_LOCATION] = DirectFunctionCall1(jsonb_in,
												   CStringGetDatum(finding->location));
	values[FINDING_MESSAGE] = CStringGetTextDatum(finding->message);
	nulls[FINDING_HINT] = (finding->hint == NULL);
	if (finding->hint != NULL)
		values[FINDING_HINT] = CStringGetTextDatum(finding->hint);

	tuplestore_putvalues(store, desc, values, nulls);
}
