/*
 * status.c
 *	  What the status of a declaration says, for views and indexes.
 *
 * Invariant: is_sealed(s) is s <> 'draft'.  It is a function and not that
 * comparison because a comparison has statistics: gathered while everything
 * was a draft, they promise that nothing is sealed, and the planner then joins
 * a whole year by whole scans of the index, hours for what takes milliseconds.
 * A function without statistics is taken to hold for a third of the rows,
 * which misleads nobody, before a mass submission or after it.
 */
#include "postgres.h"

#include "fmgr.h"

#include "budget_perf.h"
#include "trigger.h"

PG_FUNCTION_INFO_V1(budget_perf_is_sealed);

Datum
budget_perf_is_sealed(PG_FUNCTION_ARGS)
{
	const text *status = PG_GETARG_TEXT_PP(0);

	PG_RETURN_BOOL(VARSIZE_ANY_EXHDR(status) != strlen(BP_STATUS_DRAFT) ||
				   memcmp(VARDATA_ANY(status), BP_STATUS_DRAFT, strlen(BP_STATUS_DRAFT)) != 0);
}
