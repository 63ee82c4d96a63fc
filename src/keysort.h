/*
 * keysort.h
 *	  Keys of declarations in key order, however many there are.
 */
#ifndef BUDGET_PERF_KEYSORT_H
#define BUDGET_PERF_KEYSORT_H

#include "budget_perf.h"

/* A key with what its collector has to say of it. */
typedef struct BpTaggedKey
{
	BpKey		key;
	int32		tag;
	char	   *note;			/* NULL = none */
} BpTaggedKey;

typedef struct BpKeySort BpKeySort;

extern BpKeySort *bp_keysort_begin(void);
extern void bp_keysort_put(BpKeySort *sort, const BpKey *key, int32 tag, const char *note);

/* All are put: bring them into order. */
extern void bp_keysort_perform(BpKeySort *sort);

/*
 * The next one, in the current memory context; false at the end.  Equal keys
 * come one after the other, in no order of their own.
 */
extern bool bp_keysort_next(BpKeySort *sort, BpTaggedKey *next);

extern void bp_keysort_end(BpKeySort *sort);

#endif							/* BUDGET_PERF_KEYSORT_H */
