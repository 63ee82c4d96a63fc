/*
 * target.h
 *	  Printed targets for C callers: texts in the server encoding, read.
 */
#ifndef BUDGET_PERF_TARGET_H
#define BUDGET_PERF_TARGET_H

#include "budget_perf.h"

#include "target_read.h"

/* Read a target; units and the like in *out are UTF-8, whatever the server's encoding. */
extern void bp_target_read_server(const char *text, size_t length, TargetReading *out);

/*
 * How demanding a is beside b: 1 more, 0 the same, -1 less.  *comparable is
 * false for other units, directions and kinds.
 */
extern int	bp_target_strictness(const TargetReading *a, const TargetReading *b,
								 bool *comparable);

/* Total order by meaning of two targets in the server encoding. */
extern int	bp_target_compare(const char *a, size_t a_length, const char *b, size_t b_length);

/* A decimal of a reading as a number. */
extern Numeric bp_target_numeric(const char *decimal);

/* The names that SQL knows: 'bound', 'plan', ...; '>=' ..., NULL for none. */
extern const char *bp_target_kind_name(TargetKind kind);
extern const char *bp_target_comparator_name(TargetComparator comparator);

/*
 * A unit in the server encoding (of a form's column, of budget_perf.name_unit)
 * in the one spelling that readings have in base_unit, and its scale as a
 * power of ten.  base has TARGET_UNIT_MAX bytes; it is empty for a text too
 * long to be a unit.
 */
extern void bp_target_unit_base(const char *unit, char *base, int *exponent);

/* A unit of a reading in the server encoding, palloc'd; NULL if empty. */
extern char *bp_target_unit(const char *unit);

#endif							/* BUDGET_PERF_TARGET_H */
