/*
 * waiver.h
 *	  Exceptions from error rules, as they were granted.
 */
#ifndef BUDGET_PERF_WAIVER_H
#define BUDGET_PERF_WAIVER_H

#include "budget_perf.h"

#include "utils/snapshot.h"

/*
 * The waivers that hold today, for bp_waive(), in the current memory context.
 * SPI must be connected.
 */
extern List *bp_waivers_load(const char *ledger, Snapshot snapshot);

/*
 * Mark the failed errors among the findings on a declaration that a waiver
 * covers; returns how many failed errors are left.
 */
extern int	bp_waive(List *findings, const BpDeclaration *declaration,
					 const List *waivers);

/* How many errors failed. */
extern int	bp_count_errors(const List *findings);

#endif							/* BUDGET_PERF_WAIVER_H */
