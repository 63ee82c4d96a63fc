/*
 * measurement.c
 *	  The trigger of the table measurement: what may be measured.
 *
 * Invariant: a measurement belongs to an indicator of an approved or recorded
 * declaration.  Both states are final, so that whoever sees one of them
 * needs no lock: measurements never wait for each other, and touch nothing
 * that a seal covers.  Only where a declaration is found in another state is
 * its row locked, to wait for an approval under way, and looked at again.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "ledger.h"
#include "trigger.h"

/* The declarations of the new rows; the transition table stands in for %s. */
#define TOUCHED \
	" FROM (SELECT DISTINCT r.department_code, r.fiscal_year, r.version FROM %s AS r) AS n" \
	" JOIN ONLY @ledger@.declaration AS d" \
	" ON d.department_code OPERATOR(pg_catalog.=) n.department_code" \
	" AND d.fiscal_year OPERATOR(pg_catalog.=) n.fiscal_year" \
	" AND d.version OPERATOR(pg_catalog.=) n.version" \
	" WHERE d.status OPERATOR(pg_catalog.<>) 'approved'" \
	" AND d.status OPERATOR(pg_catalog.<>) 'recorded'"

/* A row of the last column says what a measurement breaks; null is a declaration's state. */
#define LOOK \
	"SELECT d.department_code, d.fiscal_year, d.version, d.status, NULL::pg_catalog.int4," \
	" NULL::pg_catalog.text, NULL::pg_catalog.text" TOUCHED \
	" UNION ALL" \
	" SELECT i.department_code, i.fiscal_year, i.version, NULL, i.indicator_no," \
	" CASE WHEN budget_perf.convert_value(r.actual, r.actual_unit, u.unit) IS NULL" \
	" THEN r.actual_unit END, u.unit" \
	" FROM %s AS r JOIN ONLY @ledger@.indicator AS i" \
	" ON i.department_code OPERATOR(pg_catalog.=) r.department_code" \
	" AND i.fiscal_year OPERATOR(pg_catalog.=) r.fiscal_year" \
	" AND i.version OPERATOR(pg_catalog.=) r.version" \
	" AND i.indicator_no OPERATOR(pg_catalog.=) r.indicator_no" \
	" CROSS JOIN LATERAL (SELECT COALESCE(" \
	"budget_perf.target_unit(i.annual_target)," \
	" CASE WHEN i.unit OPERATOR(pg_catalog.<>) '' THEN i.unit END, budget_perf.name_unit(i.name)) AS unit) AS u" \
	" WHERE (r.is_increment AND i.accumulation OPERATOR(pg_catalog.=) 'level')" \
	" OR (r.actual_unit IS NOT NULL" \
	" AND budget_perf.convert_value(r.actual, r.actual_unit, u.unit) IS NULL)" \
	" ORDER BY 1, 2, 3, 5"

#define LOCK_AND_LOOK \
	"SELECT d.department_code, d.fiscal_year, d.version, d.status" TOUCHED \
	" ORDER BY 1, 2, 3 FOR SHARE OF d"

static const char *const measurement_tables[] = {"measurement", NULL};

PG_FUNCTION_INFO_V1(budget_perf_guard_measurement);

static void
refuse_state(Relation rel, int row)
{
	char	   *code = bp_row_text(row, 1);
	char	   *status = bp_row_text(row, 4);

	ereport(ERROR,
			(errcode(ERRCODE_RESTRICT_VIOLATION),
			 errmsg("declaration of department \"%s\" for %d, version %d is %s and cannot be measured",
					code, bp_row_int32(row, 2, 0), bp_row_int32(row, 3, 0), status),
			 errdetail("Actual values belong to the indicators of an approved or recorded declaration."),
			 errhint("Approve it first, or measure the version that is in effect."),
			 errtableconstraint(rel, "measurement_approved")));
}

static void
refuse_increment(Relation rel, int row)
{
	char	   *code = bp_row_text(row, 1);

	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("indicator %d of department \"%s\" for %d, version %d is a level and takes no increments",
					bp_row_int32(row, 5, 0), code, bp_row_int32(row, 2, 0),
					bp_row_int32(row, 3, 0)),
			 errdetail("A level is a state at a time; states do not add up."),
			 errhint("Give the value as it stood on the day, with is_increment false."),
			 errtablecol(rel, get_attnum(RelationGetRelid(rel), "is_increment")),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "measurement_increment_adds")));
}

static void
refuse_unit(Relation rel, int row)
{
	char	   *code = bp_row_text(row, 1);
	char	   *given = bp_row_text(row, 6);
	char	   *wanted = bp_row_text(row, 7);

	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 wanted != NULL ?
			 errmsg("an actual value in \"%s\" cannot be held against a target in \"%s\"", given, wanted) :
			 errmsg("an actual value in \"%s\" cannot be held against a target without a unit", given),
			 errdetail("It is for indicator %d of department \"%s\" for %d, version %d.",
					   bp_row_int32(row, 5, 0), code, bp_row_int32(row, 2, 0),
					   bp_row_int32(row, 3, 0)),
			 errhint("Give the value in the unit of the target, or leave actual_unit null where it is."),
			 errtablecol(rel, get_attnum(RelationGetRelid(rel), "actual_unit")),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "measurement_unit_fits")));
}

/*
 * guard_measurement: AFTER INSERT or UPDATE statement trigger of measurement.
 * An update counts by its new rows: what was measured rightly may be deleted.
 */
Datum
budget_perf_guard_measurement(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	char	   *ledger = bp_check_trigger(fcinfo, "guard_measurement", false, measurement_tables);
	Relation	rel = trigdata->tg_relation;
	const char *rows;
	BpOwnerSwitch saved;
	bool		waiting = false;

	(void) bp_column(rel, "department_code", TEXTOID);
	(void) bp_column(rel, "fiscal_year", INT4OID);
	(void) bp_column(rel, "version", INT4OID);
	(void) bp_column(rel, "indicator_no", INT4OID);
	(void) bp_column(rel, "is_increment", BOOLOID);
	(void) bp_column(rel, "actual_unit", TEXTOID);
	(void) bp_transition_table(trigdata, false, "guard_measurement");
	rows = quote_identifier(trigdata->tg_trigger->tgnewtable);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_register_trigger_data(trigdata) != SPI_OK_TD_REGISTER)
		elog(ERROR, "SPI_register_trigger_data failed");
	bp_become_owner(ledger, &saved);

	bp_execute(ledger, psprintf(LOOK, rows, rows), 0, NULL, NULL, NULL,
			   bp_latest_snapshot(), false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		if (bp_row_text(row, 4) == NULL)
		{
			if (bp_row_text(row, 6) != NULL)
				refuse_unit(rel, row);
			refuse_increment(rel, row);
		}
		waiting = true;
	}
	if (waiting)
	{
		bp_execute(ledger, psprintf(LOCK_AND_LOOK, rows), 0, NULL, NULL, NULL,
				   bp_latest_snapshot(), false);
		if (SPI_processed > 0)
			refuse_state(rel, 0);
	}

	bp_unbecome_owner(&saved);
	SPI_finish();
	return PointerGetDatum(NULL);
}
