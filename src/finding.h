/*
 * finding.h
 *	  What a rule found at one place, and its forms as a row and as JSON.
 */
#ifndef BUDGET_PERF_FINDING_H
#define BUDGET_PERF_FINDING_H

#include "budget_perf.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"
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

/* What numbers a row within its declaration: an amendment's line takes two. */
#define BP_LOCATION_NUMBERS		2

/* Where a finding points; its forms as JSON are made when they are asked for. */
typedef struct BpLocation
{
	const char *table;
	const char *column;			/* NULL for a whole row or table */
	const List *columns;		/* of char *; NIL where column says it all */
	const BpKey *key;			/* of the declaration, which outlives the finding */
	int			nnumbers;
	struct
	{
		const char *name;
		int32		value;
	}			numbers[BP_LOCATION_NUMBERS];
	const char *class_code;		/* NULL = not about a class ... */
	const char *item_code;		/* ... or an item */
	const char *rows;			/* JSON array of contributing rows, or NULL */
} BpLocation;

typedef struct BpFinding
{
	const char *rule;			/* id of the rule */
	BpSeverity	severity;
	BpStatus	status;
	Numeric		lhs;			/* NULL where there is none */
	Numeric		rhs;
	Numeric		difference;
	Numeric		tolerance;
	BpLocation	location;
	int32		waiver_id;		/* of a waived one */
	const char *waiver;			/* the same with who gave it and until when, as JSON, or NULL */
	const char *key;			/* of a waived one: the key in location, as jsonb prints it */
	char	   *message;		/* translated, server encoding */
	char	   *hint;			/* translated, or NULL */
} BpFinding;

extern const char *bp_severity_name(BpSeverity severity);
extern const char *bp_status_name(BpStatus status);

/* The location as a JSON object: table, key, column, columns, rows, waiver. */
extern char *bp_finding_location(const BpFinding *finding);
extern Jsonb *bp_finding_location_jsonb(const BpFinding *finding);

/* Append the finding as a JSON object with the columns of the SQL type. */
extern void bp_finding_to_json(StringInfo out, const BpFinding *finding);

/* An array of the findings: as JSON text, and as a value. */
extern char *bp_findings_to_json(const List *findings);
extern Jsonb *bp_findings_to_jsonb(const List *findings);

/* Push a text (null if NULL) as a name, a value or an element; members, a number as text. */
extern void bp_push_text(JsonbParseState **state, JsonbIteratorToken token, const char *text);
extern void bp_push_string(JsonbParseState **state, const char *name, const char *value);
extern void bp_push_number(JsonbParseState **state, const char *name, Numeric value);

/* Put the finding into a result set whose rows are budget_perf.finding. */
extern void bp_finding_put(Tuplestorestate *store, TupleDesc desc,
						   const BpFinding *finding);

#endif							/* BUDGET_PERF_FINDING_H */
