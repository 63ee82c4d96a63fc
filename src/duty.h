/*
 * duty.h
 *	  The duties that a role can have in a ledger.
 */
#ifndef BUDGET_PERF_DUTY_H
#define BUDGET_PERF_DUTY_H

/* The name if it is that of a duty; reports an error (22023) otherwise. */
extern const char *bp_duty_named(const char *name);

#endif							/* BUDGET_PERF_DUTY_H */
