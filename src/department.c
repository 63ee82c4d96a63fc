/*
 * department.c
 *	  Departments as the views ask for them: who is above whom.
 *
 * Invariant: a department that its reader may not see is not there, and what
 * is below it is cut off from what is above it.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "pair.h"

static const char *const parent_query =
	"SELECT g.parent_code FROM @ledger@.department g WHERE g.code OPERATOR(pg_catalog.=) $1";

typedef struct Departments
{
	BpPairs		pairs;
	BpLookup	parent;
} Departments;

PG_FUNCTION_INFO_V1(budget_perf_department_path);

/*
 * A department and everyone above it, one row each.  Departments that name
 * each other as superior, in a ring, come once.
 */
Datum
budget_perf_department_path(PG_FUNCTION_ARGS)
{
	BpPairs    *pairs = bp_pairs_open(fcinfo, sizeof(Departments));
	Departments *state = (Departments *) pairs;
	Datum		code = PG_GETARG_DATUM(1);
	List	   *seen = NIL;
	BpRow		row = {0};

	state->parent.query = parent_query;
	state->parent.nkeys = 1;
	while (DatumGetPointer(code) != NULL)
	{
		char	   *name = TextDatumGetCString(code);
		TupleTableSlot *department;
		ListCell   *cell;
		Datum		parent;

		CHECK_FOR_INTERRUPTS();
		foreach(cell, seen)
		{
			if (strcmp(lfirst(cell), name) == 0)
				return (Datum) 0;
		}
		seen = lappend(seen, name);
		bp_lookup(&pairs->calls, &state->parent, code, 0, 0);
		department = bp_lookup_next(&state->parent);
		if (department == NULL)
			break;
		parent = bp_lookup_value(department, 1);
		bp_row_begin(pairs, &row);
		bp_put(&row, code);
		bp_row_end(pairs, &row);
		code = DatumGetPointer(parent) != NULL ? datumCopy(parent, false, -1) : (Datum) 0;
	}
	return (Datum) 0;
}
