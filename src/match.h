/*
 * match.h
 *	  Which indicator of this year is which of the year before.
 */
#ifndef BUDGET_PERF_MATCH_H
#define BUDGET_PERF_MATCH_H

#include "budget_perf.h"

/* An indicator, as far as it is matched by. */
typedef struct BpMatchRow
{
	const char *department;		/* of the year before; NULL on this year's side */
	int32		no;
	const char *code;			/* NULL = none */
	const char *stem;			/* normal form of the name; empty: none */
	uint32		stem_hash;
	const char *class_stem;		/* of its level two */
	/* the outcome */
	bool		settled;		/* a link says that it has no counterpart */
	int			partner;		/* -1 = none */
	const char *matched_by;		/* link, code, name; NULL without a partner */
	const char *reason;			/* of the link */
} BpMatchRow;

/* A row of indicator_link. */
typedef struct BpLink
{
	int32		no;				/* of this year, unless it has a code */
	const char *code;			/* NULL = by number */
	const char *department;		/* of the year before; NULL = whichever has it */
	bool		none;			/* it has no counterpart, whatever its name says */
	int32		previous_no;
	const char *previous_code;	/* NULL = by number */
	const char *reason;
} BpLink;

/* Both sides in printed order, several departments of the year before one after the other. */
extern void bp_match(BpMatchRow *current, int ncurrent, BpMatchRow *previous, int nprevious,
					 const BpLink *links, int nlinks);

#endif							/* BUDGET_PERF_MATCH_H */
