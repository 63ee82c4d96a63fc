/*
 * form.h
 *	  Forms as the views ask for them, again and again within one query: their
 *	  items, and the classes of their taxonomy.
 */
#ifndef BUDGET_PERF_FORM_H
#define BUDGET_PERF_FORM_H

#include "lookup.h"

/* The totals of a declaration. */
typedef enum BpTotal
{
	BP_EXPENDITURE,
	BP_INCOME,
	BP_TIER,
	BP_DEPARTMENT,				/* the block of that name */
	BP_DEVELOPMENT,
	BP_TASKS,
	BP_TOTALS
} BpTotal;

/* An item of a form. */
typedef struct BpFormItem
{
	const char *code;
	Datum		code_text;
	Datum		label;
	Datum		category;
	Datum		block;
	Datum		block_label;
	int32		ordinal;
	unsigned	totals;			/* bits of the totals that it counts in */
} BpFormItem;

/* A class of a taxonomy. */
typedef struct BpClass
{
	int32		ordinal;
	Datum		code;
	Datum		level1;			/* its names */
	Datum		level2;
	int			nlevel1;		/* stems of the names that mean it */
	const char **level1_names;
	int			nlevel2;
	const char **level2_names;
} BpClass;

/* What two printed labels mean. */
typedef struct BpLabel
{
	const char *level1;
	const char *level2;
	const char *stem;			/* of level two */
	const BpClass *class;		/* NULL = none */
	struct BpLabel *next;
} BpLabel;

typedef struct BpTaxonomy
{
	const char *name;
	int			nclasses;
	BpClass    *classes;		/* in printed order */
	BpLabel    *labels;			/* the one asked for last comes first */
	int			nlabels;
	struct BpTaxonomy *next;
} BpTaxonomy;

typedef struct BpForm
{
	const char *code;
	Datum		code_text;
	bool		has_items;		/* they have been read */
	int			nitems;
	BpFormItem *items;			/* in printed order */
	BpTaxonomy *taxonomy;		/* NULL = not read yet */
	struct BpForm *next;
} BpForm;

/* The forms of a query. */
typedef struct BpForms
{
	BpCalls    *calls;
	BpLookup	items;
	BpLookup	taxonomy;
	BpLookup	classes;
	BpForm	   *forms;
	BpTaxonomy *taxonomies;
} BpForms;

extern void bp_forms_begin(BpForms *forms, BpCalls *calls);

/* The form of a code (text), whether there is one or not. */
extern BpForm *bp_form(BpForms *forms, Datum code);

/* Read its items, unless that is done. */
extern void bp_form_items(BpForms *forms, BpForm *form);

/* One of them, once they are read, by its code; the guess is where it probably stands. */
extern const BpFormItem *bp_form_item(const BpForm *form, const char *code, size_t length,
									  int guess);

/* The class that an indicator's labels mean, in the taxonomy of a form. */
extern const BpLabel *bp_form_label(BpForms *forms, BpForm *form, const char *level1,
									const char *level2);

#endif							/* BUDGET_PERF_FORM_H */
