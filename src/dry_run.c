/*
 * dry_run.c
 *	  Who would fail a rule that is new, or stricter, before it is switched on.
 *
 * Invariant: nothing is written, and the caller's rights hold.  What is judged
 * are the versions that count (and the drafts, if asked for), each read as it
 * stands under the statement's snapshot, by the very functions that judge a
 * submission; a waiver that would hold today is honoured as it would be then.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "check.h"
#include "content.h"
#include "finding.h"
#include "ledger.h"
#include "waiver.h"

/* Declarations judged together, as at submission. */
#define DRY_RUN_BATCH	256

/* Columns of the result: those of the declaration, then those of a finding. */
#define KEY_COLUMNS		4
#define FINDING_COLUMNS	10

/* In key order: the version that counts of each department and year. */
#define QUERY_KEYS \
	"SELECT d.department_code, d.fiscal_year, d.version, d.status" \
	" FROM ONLY @ledger@.declaration AS d" \
	" WHERE ($1 IS NULL OR d.fiscal_year OPERATOR(pg_catalog.>=) $1)" \
	" AND ($2 IS NULL OR d.fiscal_year OPERATOR(pg_catalog.<=) $2)" \
	" AND CASE WHEN d.status OPERATOR(pg_catalog.=) 'draft' THEN $3 ELSE NOT EXISTS (" \
	"  SELECT FROM ONLY @ledger@.declaration AS n" \
	"  WHERE n.department_code OPERATOR(pg_catalog.=) d.department_code" \
	"  AND n.fiscal_year OPERATOR(pg_catalog.=) d.fiscal_year" \
	"  AND n.status OPERATOR(pg_catalog.<>) 'draft'" \
	"  AND (n.status OPERATOR(pg_catalog.<>) 'submitted', n.version)" \
	"   OPERATOR(pg_catalog.>) (d.status OPERATOR(pg_catalog.<>) 'submitted', d.version)) END" \
	" ORDER BY d.department_code COLLATE pg_catalog.\"C\", d.fiscal_year, d.version"

PG_FUNCTION_INFO_V1(budget_perf_dry_run);

static void
put(ReturnSetInfo *result, const BpDeclaration *declaration, const BpFinding *finding)
{
	Datum		values[KEY_COLUMNS + FINDING_COLUMNS] = {0};
	bool		nulls[KEY_COLUMNS + FINDING_COLUMNS] = {false};
	const Numeric numbers[] = {finding->lhs, finding->rhs, finding->difference, finding->tolerance};
	int			at = 0;

	values[at++] = CStringGetTextDatum(declaration->key.department_code);
	values[at++] = Int32GetDatum(declaration->key.fiscal_year);
	values[at++] = Int32GetDatum(declaration->key.version);
	values[at++] = CStringGetTextDatum(declaration->status);
	values[at++] = CStringGetTextDatum(finding->rule);
	values[at++] = CStringGetTextDatum(bp_severity_name(finding->severity));
	values[at++] = CStringGetTextDatum(bp_status_name(finding->status));
	for (size_t i = 0; i < lengthof(numbers); i++)
	{
		nulls[at] = (numbers[i] == NULL);
		values[at++] = NumericGetDatum(numbers[i]);
	}
	values[at++] = JsonbPGetDatum(bp_finding_location_jsonb(finding));
	values[at++] = CStringGetTextDatum(finding->message);
	nulls[at] = (finding->hint == NULL);
	if (finding->hint != NULL)
		values[at] = CStringGetTextDatum(finding->hint);
	Assert(at + 1 == lengthof(values) && result->setDesc->natts == lengthof(values));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * dry_run(rule_id text, changes jsonb, first_year integer, last_year integer,
 *		   drafts boolean, ledger text)
 */
Datum
budget_perf_dry_run(PG_FUNCTION_ARGS)
{
	static Oid	types[] = {INT4OID, INT4OID, BOOLOID};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext batch_context;
	char	   *ledger;
	char	   *rule_id;
	Snapshot	snapshot;
	BpCandidate *candidate;
	List	   *waivers;
	List	   *rule_sets = NIL;
	BpKey	   *keys;
	uint64		nkeys;
	Datum		values[3];
	char		nulls[3] = {' ', ' ', ' '};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(5))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", PG_ARGISNULL(0) ? "rule_id" : "ledger")));
	rule_id = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(5));
	InitMaterializedSRF(fcinfo, 0);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	snapshot = RegisterSnapshot(GetTransactionSnapshot());

	/* What outlives the batches goes where SPI leaves it alone. */
	candidate = bp_candidate_load(ledger, rule_id,
								  PG_ARGISNULL(1) ?
								  DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")) :
								  PG_GETARG_DATUM(1), snapshot);
	waivers = bp_waivers_load(ledger, snapshot);

	for (int i = 0; i < 2; i++)
	{
		nulls[i] = PG_ARGISNULL(2 + i) ? 'n' : ' ';
		values[i] = PG_ARGISNULL(2 + i) ? (Datum) 0 : PG_GETARG_DATUM(2 + i);
	}
	values[2] = BoolGetDatum(!PG_ARGISNULL(4) && PG_GETARG_BOOL(4));
	bp_execute_kept(ledger, QUERY_KEYS, 3, types, values, nulls, snapshot, false);
	nkeys = SPI_processed;
	keys = (BpKey *) palloc_extended(sizeof(BpKey) * Max(nkeys, 1), MCXT_ALLOC_HUGE);
	for (uint64 row = 0; row < nkeys; row++)
	{
		keys[row].department_code = bp_row_given(row, 1);
		keys[row].fiscal_year = bp_row_int32(row, 2, 0);
		keys[row].version = bp_row_int32(row, 3, 0);
	}
	SPI_freetuptable(SPI_tuptable);

	batch_context = AllocSetContextCreate(CurrentMemoryContext, "budget_perf dry run",
										  ALLOCSET_DEFAULT_SIZES);
	for (uint64 start = 0; start < nkeys; start += DRY_RUN_BATCH)
	{
		MemoryContext caller = MemoryContextSwitchTo(batch_context);
		ListCell   *cell;

		foreach(cell, bp_content_load(ledger, keys + start,
									  (int) Min((uint64) DRY_RUN_BATCH, nkeys - start), snapshot))
		{
			BpDeclaration *declaration = lfirst(cell);
			const BpRuleSet *rules = NULL;
			List	   *findings;
			ListCell   *other;

			CHECK_FOR_INTERRUPTS();
			if (!bp_candidate_applies(candidate, declaration))
				continue;
			foreach(other, rule_sets)
			{
				const BpRuleSet *known = lfirst(other);

				if (known->fiscal_year == declaration->key.fiscal_year &&
					strcmp(known->form_code, declaration->form_code) == 0)
					rules = known;
			}
			if (rules == NULL)
			{
				MemoryContextSwitchTo(caller);
				rules = bp_candidate_rules(bp_rules_load(ledger, declaration->form_code,
														 declaration->key.fiscal_year, snapshot),
										   candidate);
				rule_sets = lappend(rule_sets, unconstify(BpRuleSet *, rules));
				MemoryContextSwitchTo(batch_context);
			}
			findings = bp_check_one(declaration, rules, rule_id);
			bp_waive(findings, declaration, waivers);
			foreach(other, findings)
			{
				const BpFinding *finding = lfirst(other);

				if (finding->status == BP_FAIL || finding->status == BP_WAIVED)
					put(result, declaration, finding);
			}
		}
		MemoryContextSwitchTo(caller);
		MemoryContextReset(batch_context);
	}
	UnregisterSnapshot(snapshot);
	SPI_finish();
	MemoryContextSwitchTo(outer);
	return (Datum) 0;
}
