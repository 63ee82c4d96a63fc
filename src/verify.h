/*
 * verify.h
 *	  What the parts of the audit share.
 */
#ifndef BUDGET_PERF_VERIFY_H
#define BUDGET_PERF_VERIFY_H

#include "budget_perf.h"

#include "nodes/execnodes.h"
#include "nodes/parsenodes.h"

/*
 * Add a finding about an object that is not found by a query.  table and
 * object may be NULL; message and hint are untranslated, and the message may
 * have {table} and {object} in it.
 */
extern void bp_audit_report(ReturnSetInfo *result, const char *rule, const char *severity,
							const char *table, const char *object, const char *message,
							const char *hint);

/* The engine's script for a ledger, as far as the audit compares with it. */
typedef struct BpScript
{
	char	   *text;			/* what the parse trees point into */
	List	   *views;			/* of ViewStmt *, in the order in which they are made */
	List	   *policies;		/* of CreatePolicyStmt * */
} BpScript;

/*
 * The script for a ledger; without views and policies where it is not the one
 * that the library was built with, which is another audit's to report.
 */
extern BpScript *bp_script_read(const char *ledger);

/* The names of the views, as an array of text. */
extern Datum bp_script_view_names(const BpScript *script);

/*
 * Report the views and policies that do not say what they should.  A view that
 * cannot be judged, because what it reads is not there, is told only where
 * nothing else accounts for it: a table that was reported (excuse), or another
 * view.
 */
extern void bp_audit_views(const char *ledger, const BpScript *script, bool excuse,
						   ReturnSetInfo *result);
extern void bp_audit_policies(const char *ledger, const BpScript *script, ReturnSetInfo *result);

#endif							/* BUDGET_PERF_VERIFY_H */
