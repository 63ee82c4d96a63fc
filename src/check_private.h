/*
 * check_private.h
 *	  What the files of the check engine share with each other and no one else.
 *
 * A rule of kind k is evaluated by the function that bp_check_function(k)
 * names.  It looks at the declaration, and emits findings of its rule in the
 * order of the places; see check.c for what it owes its callers.
 */
#ifndef BUDGET_PERF_CHECK_PRIVATE_H
#define BUDGET_PERF_CHECK_PRIVATE_H

#include "budget_perf.h"

#include "utils/jsonb.h"

#include "check.h"
#include "names_sql.h"
#include "finding.h"
#include "target_read.h"

typedef struct BpCheck BpCheck;
typedef struct BpRule BpRule;

typedef void (*BpCheckFunction) (BpCheck *check);

/* How the left side of an identity must compare with the right. */
typedef enum BpOperator
{
	BP_NO_OPERATOR,
	BP_EQUAL,
	BP_AT_MOST,
	BP_AT_LEAST
} BpOperator;

/* One term of an identity. */
typedef struct BpTerm
{
	bool		left;			/* which side it stands on */
	bool		tasks;			/* the sum of the tasks, not an item */
	char	   *item_code;		/* NULL for the tasks */
	Numeric		coefficient;
	bool		unit_coefficient;	/* the coefficient is 1 */
} BpTerm;

struct BpRule
{
	char	   *id;
	char	   *kind;
	BpCheckFunction function;
	BpSeverity	severity;
	BpOperator	operator;
	Numeric		tolerance;
	Jsonb	   *parameters;		/* an object */
	MemoryContext context;		/* where the rule lives */
	void	   *prepared;		/* what bp_prepared() keeps, or NULL */
	List	   *terms;			/* of BpTerm *, left before right */
};

/* A level-two class of the form's taxonomy. */
typedef struct BpClass
{
	char	   *code;
	char	   *level1;			/* as printed */
	char	   *level2;
	List	   *level1_names;	/* of char *: stems that name it */
	List	   *level2_names;
} BpClass;

/* How far an indicator's class is known. */
typedef enum BpClassMatch
{
	BP_CLASS_KNOWN,				/* level two is a class, under its level one */
	BP_CLASS_MISPLACED,			/* level two is a class, under another level one */
	BP_CLASS_UNKNOWN			/* level two is no class of the taxonomy */
} BpClassMatch;

/* A unit as it stands in one place. */
typedef struct BpUnit
{
	char	   *printed;		/* server encoding */
	char	   *base;			/* UTF-8, folded, without the scale, may be
								 * empty; NULL = there is no unit */
	int			exponent;		/* the scale as a power of ten: 4 for 万 */
} BpUnit;

/* What is a share of something: %, and ‰ with the exponent -1. */
#define BP_UNIT_SHARE	"%"

/* A target as it was read; given is false where it is blank. */
typedef struct BpTarget
{
	const char *column;
	const char *printed;		/* NULL = null */
	bool		given;
	TargetReading reading;
	BpUnit		unit;			/* the unit that the target itself prints */
} BpTarget;

/* An indicator as it was read. */
typedef struct BpIndicatorReading
{
	const BpIndicator *row;
	char	   *name;			/* UTF-8, normal form, unit brackets kept */
	char	   *stem;			/* normal form of the name without its unit */
	char	   *level1_stem;
	char	   *level2_stem;
	const BpClass *class;		/* NULL if level two names no single class */
	BpClassMatch match;
	BpUnit		name_unit;		/* the unit in the name's trailing brackets */
	BpUnit		column_unit;	/* the unit in the column of its own */
	BpTarget	annual;
	BpTarget	cycle;
} BpIndicatorReading;

/* The state of checking one declaration. */
struct BpCheck
{
	const BpDeclaration *declaration;
	const BpRuleSet *rules;
	const BpRule *rule;			/* the rule being evaluated */
	bool		passes;			/* what passed is reported, too */
	MemoryContext result_context;	/* where findings live */
	MemoryContext scratch_context;	/* current while rules are evaluated */
	List	   *findings;		/* of BpFinding * */
	BpIndicatorReading *readings;	/* NULL until asked for */
	int			nreadings;
	bool		tasks_added;	/* tasks_total is known */
	Numeric		tasks_total;	/* NULL = wholly blank */
	List	   *sums;			/* private to check_budget.c */
	const BpItem **items;		/* of each budget line, NULL if the form has it not; see there */
	int			failures;		/* of the rule being evaluated */
	int			looked_at;		/* places that the rule could judge */
};

/* The place that a finding points at. */
typedef struct BpPlace
{
	const char *table;
	const char *column;			/* NULL = the whole row or table */
	const BpTask *task;			/* at most one of these four is set */
	const BpIndicator *indicator;
	const BpClass *class;
	const char *item_code;
	const BpAmendment *amendment;	/* an amendment, or a line of it, too */
	const BpAmendmentLine *amendment_line;
	List	   *columns;		/* of char *, which are constants; NIL if column says it all */
	const char *rows;			/* JSON array of contributing rows, or NULL */
} BpPlace;

/* Values that a finding reports; NULL where there is none. */
typedef struct BpValues
{
	Numeric		lhs;
	Numeric		rhs;
	Numeric		difference;
	Numeric		tolerance;
} BpValues;

/* check.c */
extern BpCheckFunction bp_check_function(const char *kind);
extern void bp_emit(BpCheck *check, BpStatus status, const BpPlace *place,
					const BpValues *values, const char *message, const char *hint);
extern void bp_fail(BpCheck *check, const BpPlace *place, const BpValues *values,
					const char *message, const char *hint);
extern void bp_conclude(BpCheck *check, const char *table, const char *column,
						const char *passed, const char *skipped);
extern bool bp_is_blank(const char *value);
extern char *bp_amount(const BpCheck *check, Numeric yuan);

/*
 * What a rule's function makes of its parameters, kept with the rule: made once,
 * by the given function, with the memory context of the rule current.
 */
extern void *bp_prepared(BpCheck *check, void *(*prepare) (const BpCheck *check));

/* Parameters of the current rule. */
extern Numeric bp_parameter_number(const BpCheck *check, const char *name,
								   const char *otherwise);
extern bool bp_parameter_flag(const BpCheck *check, const char *name, bool otherwise);
extern List *bp_parameter_words(const BpCheck *check, const char *name);
extern List *bp_parameter_groups(const BpCheck *check, const char *name);

/* check_budget.c */
extern void bp_check_identity(BpCheck *check);
extern void bp_check_magnitude(BpCheck *check);
extern void bp_check_item_known(BpCheck *check);
extern void bp_check_amount_sign(BpCheck *check);
extern void bp_check_amount_rounded(BpCheck *check);

/* check_content.c */
extern void bp_check_section_blank(BpCheck *check);
extern void bp_check_empty(BpCheck *check);
extern void bp_check_name_blank(BpCheck *check);
extern void bp_check_duplicate_task(BpCheck *check);
extern void bp_check_duplicate_indicator(BpCheck *check);

/* check_amendment.c */
extern void bp_check_amendment_missing(BpCheck *check);
extern void bp_check_amendment_reason(BpCheck *check);
extern void bp_check_amendment_sign(BpCheck *check);
extern void bp_check_amendment_transfer(BpCheck *check);
extern void bp_check_amendment_total(BpCheck *check);
extern void bp_check_amendment_targets_kept(BpCheck *check);
extern void bp_check_amendment_target_changed(BpCheck *check);

/* check_indicator.c */
extern void bp_check_class_known(BpCheck *check);
extern void bp_check_class_coverage(BpCheck *check);
extern void bp_check_weight_total(BpCheck *check);

/* check_target.c */
extern void bp_check_annual_within_cycle(BpCheck *check);
extern void bp_check_unit_conflict(BpCheck *check);
extern void bp_check_target_blank(BpCheck *check);
extern void bp_check_target_deferred(BpCheck *check);
extern void bp_check_target_template(BpCheck *check);
extern void bp_check_percent_range(BpCheck *check);
extern void bp_check_comparator_missing(BpCheck *check);

/* check_reading.c */
extern struct BpLevels *bp_levels_create(void);
extern BpIndicatorReading *bp_readings(BpCheck *check);

#endif							/* BUDGET_PERF_CHECK_PRIVATE_H */
