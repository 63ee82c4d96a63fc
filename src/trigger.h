/*
 * trigger.h
 *	  What the trigger functions of a ledger share.
 */
#ifndef BUDGET_PERF_TRIGGER_H
#define BUDGET_PERF_TRIGGER_H

#include "budget_perf.h"

#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#define BP_STATUS_DRAFT		"draft"
#define BP_STATUS_SUBMITTED "submitted"
#define BP_STATUS_APPROVED	"approved"
#define BP_STATUS_RECORDED	"recorded"

/*
 * Check that a trigger function is called as it must be: by the trigger
 * manager, at the given timing, for statements, without arguments, and on one
 * of the named tables of a ledger.  Returns the ledger's name.
 */
extern char *bp_check_trigger(FunctionCallInfo fcinfo, const char *function,
							  bool before, const char *const *tables);

/* Number of a column of a ledger's table; errors if it is not of that type. */
extern AttrNumber bp_column(Relation rel, const char *name, Oid type);

/* The same for one that most probably comes right after another (0: the first). */
extern AttrNumber bp_column_after(Relation rel, AttrNumber before, const char *name, Oid type);

/* The transition table, rewound on a read pointer of our own; errors if absent. */
extern Tuplestorestate *bp_transition_table(TriggerData *trigdata, bool old,
											const char *function);

/* Refuse a change of a sealed declaration. */
pg_noreturn extern void bp_sealed_error(Relation rel, const BpKey *key, const char *status);

/*
 * Write to a table that only triggers write (seal, history, rule_set): the
 * statement is let through by guard_record().
 */
extern void bp_record(const char *ledger, const char *query, int nargs,
					  Oid *argtypes, Datum *values, const char *nulls);

#endif							/* BUDGET_PERF_TRIGGER_H */
