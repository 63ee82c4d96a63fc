/*
 * finding.h
 *	  What a rule found at one place, and its forms as a row and as JSON.
 */
#ifndef BUDGET_PERF_FINDING_H
#define BUDGET_PERF_FINDING_H

#include "budget_perf.h"

#include "lib/stringinfo.h"
#include "utils/tuplestore.h"

typedef enum BpSeverity
{
	BP_INFO,
	BP_WARNING,
	BP_ERROR
} BpSeverity;

typedef enum BpStatus
{
	BP_PASS,
	BP_FAIL,
	BP_SKIP,
	BP_WAIVED					/* failed, and a waiver covers it */
} BpStatus;

typedef struct BpFinding
{
	const char *rule;			/* id of the rule */
	BpSeverity	severity;
	BpStatus	status;
	Numeric		lhs;			/* NULL where there is none */
	Numeric		rhs;
	Numeric		difference;
	Numeric		tolerance;
	const char *table;			/* table that the finding points at */
	const char *column;			/* column, or NULL for a whole row or table */
	const char *location;		/* JSON object: table, key, column, rows */
	int32		waiver_id;		/* of a waived one; the waiver is in location, too */
	const char *key;			/* of a waived one: the key in location, as jsonb prints it */
	char	   *message;		/* translated, server encoding */
	char	   *hint;			/* translated, or NULL */
} BpFinding;

extern const char *bp_severity_name(BpSeverity severity);
extern const char *bp_status_name(BpStatus status);

/* Append the finding as a JSON object with the columns of the SQL type. */
extern void bp_finding_to_json(StringInfo out, const BpFinding *finding);

/* A JSON array of the findings. */
extern char *bp_findings_to_json(const List *findings);

/* Put the finding into a result set whose rows are budget_perf.finding. */
extern void bp_finding_put(Tuplestorestate *store, TupleDesc desc,
						   const BpFinding *finding);

#endif							/* BUDGET_PERF_FINDING_H */
