/*
 * verify.h
 *	  What the parts of the audit share.
 */
#ifndef BUDGET_PERF_VERIFY_H
#define BUDGET_PERF_VERIFY_H

#include "budget_perf.h"

#include "nodes/execnodes.h"

/*
 * Add a finding about an object that is not found by a query.  table and
 * object may be NULL; message and hint are untranslated, and the message may
 * have {table} and {object} in it.
 */
extern void bp_audit_report(ReturnSetInfo *result, const char *rule, const char *severity,
							const char *table, const char *object, const char *message,
							const char *hint);

/* A view as the engine's script makes it. */
typedef struct BpView
{
	char	   *name;
	Node	   *query;			/* raw parse tree */
} BpView;

/*
 * The views of a ledger, as a List of BpView *, in the order in which they are
 * made; *script is the text that their parse trees point into.  NIL where the
 * engine's script is not the one that the library was built with.
 */
extern List *bp_expected_views(const char *ledger, char **script);

/*
 * Report the views that do not say what they should.  One that cannot be
 * judged, because what it reads is not there, is told only where nothing else
 * accounts for it: a table that was reported (excuse), or another view.
 */
extern void bp_audit_views(const char *ledger, List *views, const char *script, bool excuse,
						   ReturnSetInfo *result);

#endif							/* BUDGET_PERF_VERIFY_H */
