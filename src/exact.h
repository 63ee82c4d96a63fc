/*
 * exact.h
 *	  Exact decimal arithmetic on Numeric, and amounts as a person reads them.
 *
 * All results are palloc'd.  None of the functions accepts a NULL pointer
 * unless it says so.
 */
#ifndef BUDGET_PERF_EXACT_H
#define BUDGET_PERF_EXACT_H

#include "budget_perf.h"

extern Numeric bp_exact_from_text(const char *decimal);
extern char *bp_exact_to_text(Numeric value);

extern Numeric bp_exact_add(Numeric a, Numeric b);
extern Numeric bp_exact_subtract(Numeric a, Numeric b);
extern Numeric bp_exact_multiply(Numeric a, Numeric b);
extern int	bp_exact_compare(Numeric a, Numeric b);
extern int	bp_exact_sign(Numeric value);
extern Numeric bp_exact_absolute(Numeric value);

/* Without zeros at the end, but for two places: 1.500000 is 1.50. */
extern Numeric bp_exact_tidy(Numeric value);

/* With thousands separators, and without zeros at the end. */
extern char *bp_exact_print(Numeric value);

/* Says that it is none: NaN, say. */
pg_noreturn extern void bp_amount_error(const char *amount);

/* An amount of yuan in the given printed unit, exact: 83,250.04万元. */
extern char *bp_amount_text(Numeric yuan, const char *unit);

#endif							/* BUDGET_PERF_EXACT_H */
