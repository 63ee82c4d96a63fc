/*
 * install.c
 *	  What CREATE EXTENSION makes sure of before it makes anything.
 *
 * Invariant: nobody but superusers and the installing role can put anything
 * into the engine's schema.  CREATE EXTENSION takes a schema that is there
 * already for its own; whoever had made it beforehand could add a function that
 * is found in place of one of ours, and be called by everybody.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "ledger.h"

/* $1 is the schema, $2 the function that asks; a text is what is wrong. */
#define QUERY_SCHEMA \
	"SELECT n.nspowner::pg_catalog.regrole::pg_catalog.text," \
	" n.nspowner OPERATOR(pg_catalog.=) $3 OR r.rolsuper," \
	" (SELECT pg_catalog.min(CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0::pg_catalog.oid THEN 'PUBLIC'" \
	"  ELSE a.grantee::pg_catalog.regrole::pg_catalog.text END)" \
	"  FROM pg_catalog.aclexplode(n.nspacl) AS a" \
	"  WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE'" \
	"  AND a.grantee OPERATOR(pg_catalog.<>) n.nspowner)," \
	" (SELECT pg_catalog.pg_describe_object(o.classid, o.objid, 0) FROM pg_catalog.pg_depend AS o" \
	"  WHERE o.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass" \
	"  AND o.refobjid OPERATOR(pg_catalog.=) n.oid AND o.objid OPERATOR(pg_catalog.<>) $2" \
	"  AND o.classid OPERATOR(pg_catalog.<>) 'pg_catalog.pg_extension'::pg_catalog.regclass LIMIT 1)" \
	" FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_roles AS r" \
	" ON r.oid OPERATOR(pg_catalog.=) n.nspowner" \
	" WHERE n.nspname OPERATOR(pg_catalog.=) $1"

PG_FUNCTION_INFO_V1(budget_perf_check_schema);

/*
 * check_schema() returns void
 *
 * Made, called and dropped by the install script.
 */
Datum
budget_perf_check_schema(PG_FUNCTION_ARGS)
{
	static Oid	types[] = {NAMEOID, OIDOID, OIDOID};
	NameData	schema;
	Datum		values[3];
	char	   *owner;
	char	   *creator;
	char	   *object;

	namestrcpy(&schema, BP_ENGINE_SCHEMA);
	values[0] = NameGetDatum(&schema);
	values[1] = ObjectIdGetDatum(fcinfo->flinfo->fn_oid);
	values[2] = ObjectIdGetDatum(GetUserId());
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args(QUERY_SCHEMA, 3, types, values, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "schema \"%s\" could not be looked at", BP_ENGINE_SCHEMA);

	owner = bp_row_given(0, 1);
	creator = bp_row_text(0, 3);
	object = bp_row_text(0, 4);
	if (strcmp(bp_row_given(0, 2), "t") != 0 || creator != NULL || object != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("schema \"%s\" was there before the extension and cannot be trusted",
						BP_ENGINE_SCHEMA),
				 creator != NULL ? errdetail("%s may create objects in it.", creator) :
				 object != NULL ? errdetail("It holds %s.", object) :
				 errdetail("It belongs to %s, who may add to it what others would call.", owner),
				 errhint("Drop it, or rename it: CREATE EXTENSION makes the schema itself."),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, BP_ENGINE_SCHEMA)));

	SPI_finish();
	PG_RETURN_VOID();
}
