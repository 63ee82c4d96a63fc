/*
 * check_sql.c
 *	  check_declaration(): every finding on one declaration, for anyone who may
 *	  read it.
 *
 * Invariant: it runs with the rights of the caller, and changes nothing.  The
 * declaration and the rules are read under one snapshot, so that what is
 * reported was true of one moment.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "check.h"
#include "content.h"
#include "finding.h"
#include "ledger.h"
#include "waiver.h"

static void refuse_null(FunctionCallInfo fcinfo, int argument, const char *name);

PG_FUNCTION_INFO_V1(budget_perf_check_declaration);

static void
refuse_null(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
}

/*
 * check_declaration(department_code text, fiscal_year integer,
 *					 version integer, ledger text) returns setof finding
 *
 * A null version stands for the newest.
 */
Datum
budget_perf_check_declaration(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *ledger;
	char	   *department_code;
	int32		fiscal_year;
	int32		version;
	BpKey		key;
	Snapshot	snapshot;
	BpDeclaration *declaration;
	const BpRuleSet *rules;
	List	   *findings;
	ListCell   *cell;

	refuse_null(fcinfo, 0, "department_code");
	refuse_null(fcinfo, 1, "fiscal_year");
	refuse_null(fcinfo, 3, "ledger");

	department_code = text_to_cstring(PG_GETARG_TEXT_PP(0));
	fiscal_year = PG_GETARG_INT32(1);
	version = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);
	ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(3));
	if (!PG_ARGISNULL(2) && version < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("version must be at least 1, or null for the newest")));

	InitMaterializedSRF(fcinfo, 0);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");

	key = bp_key_resolve(ledger, department_code, fiscal_year, version);
	snapshot = RegisterSnapshot(GetTransactionSnapshot());
	declaration = bp_content_load_found(ledger, &key, snapshot);
	rules = bp_rules_get(ledger, declaration->form_code, fiscal_year, snapshot);
	findings = bp_check(declaration, rules, true);
	if (bp_count_errors(findings) > 0)
		bp_waive(findings, declaration, bp_waivers_load(ledger, snapshot));
	UnregisterSnapshot(snapshot);

	foreach(cell, findings)
		bp_finding_put(result->setResult, result->setDesc, lfirst(cell));

	SPI_finish();
	return (Datum) 0;
}
