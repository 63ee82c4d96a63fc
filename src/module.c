/*
 * module.c
 *	  The module's entry: magic block and message catalogue.
 *
 * Nothing else is done at load time; the library keeps no setting (there is
 * no switch that turns enforcement off).
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "budget_perf.h"

PG_MODULE_MAGIC_EXT(
					.name = "budget_perf",
					.version = BUDGET_PERF_VERSION
);

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	pg_bindtextdomain(TEXTDOMAIN);
}
