/*
 * document_import.h
 *	  The parts of an import: what has been read of a document, the forms that
 *	  it is read by, and storing it.
 */
#ifndef BUDGET_PERF_DOCUMENT_IMPORT_H
#define BUDGET_PERF_DOCUMENT_IMPORT_H

#include "document.h"
#include "names_sql.h"

#define bp_normal_name(text)	bp_names_apply(bp_normalise_name, text)
#define bp_normal_code(text)	bp_names_apply(bp_normalise_code, text)

/* The years that a declaration may have; the table says so, too. */
#define BP_FIRST_YEAR	1949
#define BP_LAST_YEAR	9999

/* A budget item of one of the ledger's forms. */
typedef struct BpFormItem
{
	char	   *code;
	char	   *block;
	char	   *block_label;
	char	   *label;
	int			naliases;
	char	  **aliases;
} BpFormItem;

typedef struct BpForm
{
	char	   *code;
	char	   *title;
	char	   *amount_unit;
	int			nitems;
	BpFormItem *items;
} BpForm;

/* A department of the document, the outermost superior last. */
typedef struct BpDepartment
{
	const BpNode *node;
	char	   *code;
	char	   *name;			/* NULL = not given */
	char	   *region;			/* NULL = not given */
	struct BpDepartment *parent;	/* NULL = not given */
} BpDepartment;

/* Places in BpColumns.text, by table. */
enum
{
	LINE_ITEM, LINE_AMOUNT, LINE_SOURCE
};
enum
{
	TASK_NAME, TASK_CONTENT, TASK_AMOUNT, TASK_SOURCE, TASK_EXPECTED
};
enum
{
	INDICATOR_LEVEL1, INDICATOR_LEVEL2, INDICATOR_NAME, INDICATOR_UNIT,
	INDICATOR_CYCLE, INDICATOR_ANNUAL, INDICATOR_WEIGHT,
	INDICATOR_ACCUMULATION, INDICATOR_CODE
};
enum
{
	AMENDMENT_KIND, AMENDMENT_BATCH, AMENDMENT_REASON, AMENDMENT_REFERENCE
};
enum
{
	CHANGE_AMENDMENT, CHANGE_ITEM, CHANGE_TASK, CHANGE_AMOUNT, CHANGE_SOURCE
};
#define MAX_COLUMNS		9

/* Rows to be inserted, column by column; a NULL member is null. */
typedef struct BpColumns
{
	int			count;
	int32	   *numbers;		/* task_no and the like */
	char	  **text[MAX_COLUMNS];
} BpColumns;

typedef struct BpImport
{
	char	   *ledger;
	BpNode		document;

	int			nforms;
	BpForm	   *forms;
	BpForm	   *form;			/* of this declaration */

	BpDepartment *department;
	int32		fiscal_year;
	int32		version;		/* 0 = not given */
	char	   *goal;
	int32		cycle_from;		/* 0 = not given */
	int32		cycle_to;		/* 0 = not given */

	char	   *unit;			/* of the document's amounts */
	int			unit_exponent;
	bool		unit_is_forms;	/* the same as the form's printed unit? */

	BpColumns	lines;
	BpColumns	tasks;
	BpColumns	indicators;
	BpColumns	amendments;
	BpColumns	changes;		/* lines of the amendments */

	/* What rounding to the fen did, for the notice. */
	int			noise;
	int			lost;
	char	   *rounded_path;
	char	   *rounded_source;
	char	   *rounded_yuan;
} BpImport;

/* document_form.c */

/* All forms of the ledger with their items: there are a handful. */
extern void bp_forms_load(BpImport *im);

/* The form that a node names by code or printed title; an error if none. */
extern BpForm *bp_form_named(const BpImport *im, const BpNode *node);

/* The form whose labels the budget's keys are; the usual one if they do not tell. */
extern BpForm *bp_form_inferred(const BpImport *im);

/* The item that a node's key names; NULL if none; an error if it might be two. */
extern const BpFormItem *bp_form_find_item(const BpForm *form, const BpNode *node);

/* The block of a printed heading or block code; NULL if it is none. */
extern const char *bp_form_find_block(const BpForm *form, const char *key);

/* The labels of a form, or of one of its blocks, for an error. */
extern char *bp_form_list_items(const BpForm *form, const char *block);

/* Is a member of the budget object a group of amounts, rather than one? */
extern bool bp_budget_is_group(const BpNode *member);

/* document_store.c */

/* Insert what was read, with the caller's rights. */
extern void bp_import_store(BpImport *im);

#endif							/* BUDGET_PERF_DOCUMENT_IMPORT_H */
