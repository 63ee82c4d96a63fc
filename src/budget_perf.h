/*
 * budget_perf.h
 *	  What every module of the extension shares: the content of a declaration
 *	  as the checks, the seal and the export see it, and its findings.
 *
 * Amounts are Numeric in yuan; a NULL pointer is a blank amount, which is not
 * zero.  Strings are in the server encoding; a NULL pointer is SQL null.
 */
#ifndef BUDGET_PERF_H
#define BUDGET_PERF_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/numeric.h"

#include "compat.h"

#undef TEXTDOMAIN
#define TEXTDOMAIN PG_TEXTDOMAIN("budget_perf")

/* Texts of findings come from our catalogue, not from the server's. */
#undef _
#define _(x) dgettext(TEXTDOMAIN, x)

#define BP_ENGINE_SCHEMA	"budget_perf"
#define BP_DEFAULT_LEDGER	"budget"

/* The natural key of a declaration. */
typedef struct BpKey
{
	char	   *department_code;	/* compared bytewise, COLLATE "C" */
	int32		fiscal_year;
	int32		version;
} BpKey;

typedef struct BpLine
{
	char	   *item_code;
	Numeric		amount;			/* NULL = blank */
	char	   *amount_source;	/* as given, when rounding changed it */
} BpLine;

typedef struct BpTask
{
	int32		task_no;
	char	   *name;
	char	   *content;
	Numeric		amount;			/* NULL = blank */
	char	   *amount_source;	/* as given, when rounding changed it */
	char	   *expected_outcome;
} BpTask;

typedef struct BpIndicator
{
	int32		indicator_no;
	char	   *level1;			/* as printed */
	char	   *level2;			/* as printed */
	char	   *name;
	char	   *unit;
	char	   *cycle_target;	/* as printed; NULL = blank */
	char	   *annual_target;	/* as printed; NULL = blank */
	Numeric		weight;			/* NULL = not given */
	char	   *accumulation;	/* "cumulative", "level" or NULL */
	char	   *code;			/* stable across years; NULL = none */
} BpIndicator;

/* One change that an amendment makes: to a budget item, or to a task. */
typedef struct BpAmendmentLine
{
	int32		amendment_no;
	int32		line_no;
	char	   *item_code;		/* NULL = the line is about a task */
	int32		task_no;		/* 0 = the line is about an item */
	Numeric		change;
	char	   *change_source;	/* as given, when rounding changed it */
} BpAmendmentLine;

typedef struct BpAmendment
{
	int32		amendment_no;
	char	   *kind;			/* "increase", "decrease" or "transfer" */
	char	   *batch;
	char	   *reason;
	char	   *legal_reference;
	List	   *lines;			/* of BpAmendmentLine *, by line_no */
} BpAmendment;

/* A declaration with all its children, each list in key order. */
typedef struct BpDeclaration
{
	BpKey		key;
	char	   *form_code;
	char	   *status;
	char	   *goal;
	int32		cycle_from;		/* 0 = not given */
	int32		cycle_to;		/* 0 = not given */
	Numeric		last_year_expenditure;	/* of the version that counts; NULL = none */
	List	   *lines;			/* of BpLine *, by item_code */
	List	   *tasks;			/* of BpTask *, by task_no */
	List	   *indicators;		/* of BpIndicator *, by indicator_no */
	List	   *amendments;		/* of BpAmendment *, by amendment_no */
	struct BpDeclaration *previous; /* the version before, without its amendments
								 * and its own previous; NULL if there is none */
} BpDeclaration;

#endif							/* BUDGET_PERF_H */
