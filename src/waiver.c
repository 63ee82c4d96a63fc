/*
 * waiver.c
 *	  Exceptions from error rules, as they were granted.
 *
 * Invariant: a waiver turns a failed error into a waived one and touches
 * nothing else; the finding keeps its values, its message and its place, and
 * gains the waiver's key, so that the seal tells by whose leave it passed.
 *
 * A waiver holds through the day expires_on, by the calendar of the place that
 * the forms are of; the session's time zone, which is anybody's to set, must
 * not lengthen it.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "finding.h"
#include "ledger.h"
#include "waiver.h"

typedef struct Waiver
{
	int32		waiver_id;
	char	   *rule_id;
	char	   *department_code;	/* NULL = all */
	char	   *form_code;		/* NULL = any */
	int32		first_year;
	int32		last_year;
	char	   *approver;
	char	   *expires_on;
} Waiver;

/*
 * Where several cover a finding the first is told: the narrowest, then the
 * oldest.  A day without end has no form, only a name.
 */
#define QUERY_WAIVERS \
	"SELECT w.waiver_id, w.rule_id, w.department_code, w.form_code, w.first_year, w.last_year," \
	" w.approver, COALESCE(pg_catalog.to_char(w.expires_on, 'YYYY-MM-DD'), w.expires_on::pg_catalog.text)" \
	" FROM ONLY @ledger@.waiver AS w" \
	" WHERE w.expires_on OPERATOR(pg_catalog.>=)" \
	"  (pg_catalog.timezone('Asia/Shanghai', pg_catalog.now()))::pg_catalog.date" \
	" ORDER BY w.department_code IS NULL, w.form_code IS NULL, w.waiver_id"

static bool covers(const Waiver *waiver, const BpFinding *finding,
				   const BpDeclaration *declaration);
static char *location_key(const BpFinding *finding);
static char *waiver_json(const Waiver *waiver);

List *
bp_waivers_load(const char *ledger, Snapshot snapshot)
{
	List	   *waivers = NIL;

	bp_execute_kept(ledger, QUERY_WAIVERS, 0, NULL, NULL, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		Waiver	   *waiver = palloc(sizeof(Waiver));

		waiver->waiver_id = bp_row_int32(row, 1, 0);
		waiver->rule_id = bp_row_given(row, 2);
		waiver->department_code = bp_row_text(row, 3);
		waiver->form_code = bp_row_text(row, 4);
		waiver->first_year = bp_row_int32(row, 5, 0);
		waiver->last_year = bp_row_int32(row, 6, 0);
		waiver->approver = bp_row_given(row, 7);
		waiver->expires_on = bp_row_given(row, 8);
		waivers = lappend(waivers, waiver);
	}
	SPI_freetuptable(SPI_tuptable);
	return waivers;
}

static bool
covers(const Waiver *waiver, const BpFinding *finding, const BpDeclaration *declaration)
{
	return strcmp(waiver->rule_id, finding->rule) == 0 &&
		waiver->first_year <= declaration->key.fiscal_year &&
		waiver->last_year >= declaration->key.fiscal_year &&
		(waiver->department_code == NULL ||
		 strcmp(waiver->department_code, declaration->key.department_code) == 0) &&
		(waiver->form_code == NULL ||
		 strcmp(waiver->form_code, declaration->form_code) == 0);
}

/* The member "key" of a location, in the one form that jsonb has for it. */
static char *
location_key(const BpFinding *finding)
{
	Datum		all = JsonbPGetDatum(bp_finding_location_jsonb(finding));
	Datum		key = DirectFunctionCall2(jsonb_object_field, all, CStringGetTextDatum("key"));

	return DatumGetCString(DirectFunctionCall1(jsonb_out, key));
}

/* What the location says of the waiver, as a JSON object. */
static char *
waiver_json(const Waiver *waiver)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "{\"waiver_id\": %d, \"approver\": ", waiver->waiver_id);
	escape_json(&out, waiver->approver);
	appendStringInfoString(&out, ", \"expires_on\": ");
	escape_json(&out, waiver->expires_on);
	appendStringInfoChar(&out, '}');
	return out.data;
}

int
bp_count_errors(const List *findings)
{
	int			errors = 0;
	ListCell   *cell;

	foreach(cell, findings)
	{
		const BpFinding *finding = lfirst(cell);

		if (finding->severity == BP_ERROR && finding->status == BP_FAIL)
			errors++;
	}
	return errors;
}

int
bp_waive(List *findings, const BpDeclaration *declaration, const List *waivers)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, findings)
	{
		BpFinding  *finding = lfirst(cell);

		if (finding->severity != BP_ERROR || finding->status != BP_FAIL)
			continue;
		foreach(other, waivers)
		{
			const Waiver *waiver = lfirst(other);

			if (covers(waiver, finding, declaration))
			{
				finding->status = BP_WAIVED;
				finding->waiver_id = waiver->waiver_id;
				finding->key = location_key(finding);
				finding->waiver = waiver_json(waiver);
				break;
			}
		}
	}
	return bp_count_errors(findings);
}
