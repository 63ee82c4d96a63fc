/*
 * pair.h
 *	  A department's year beside the year before: which declarations are
 *	  compared, through renames, mergers and splits, and how far they compare.
 */
#ifndef BUDGET_PERF_PAIR_H
#define BUDGET_PERF_PAIR_H

#include "form.h"

/* A declaration that is compared. */
typedef struct BpSource
{
	Datum		department;		/* text */
	const char *code;			/* the same */
	int32		fiscal_year;
	int32		version;
	BpForm	   *form;
} BpSource;

/* A department's year beside the year before, as declaration_pair shows it. */
typedef struct BpPair
{
	bool		filed;
	BpSource	now;			/* without version and form if not filed */
	const char *status;
	int			nsources;
	BpSource   *sources;		/* of the year before, by department code */
	const BpSource *own;		/* the department's own among them; or NULL */
	const BpSource *single;		/* the only one; or NULL */
	const char *comparability;
	const char *comparison;		/* yes, partly, no */
	bool		comparable;
	const char *previous_codes; /* NULL = none */
	const char *split_from;		/* NULL = no part of a split */
	BpForm	   *previous_form;	/* of all sources; NULL where they differ */
} BpPair;

/* What a department has filed in a year; version 0 = nothing. */
typedef struct BpFiled
{
	bool		drafted;		/* a declaration of any status */
	BpSource	effective;
	const char *status;			/* of it */
	BpSource	original;		/* version 1, if it is sealed */
} BpFiled;

/* A word that the views show, as text, kept for the query. */
typedef struct BpWord
{
	const char *word;			/* address of a constant */
	Datum		text;
} BpWord;

#define BP_WORDS	64

/* What a source holds, kept from one call to the next. */
typedef struct BpContent
{
	MemoryContext context;
	bool		valid;
	char	   *code;
	int32		fiscal_year;
	int32		version;
	void	   *content;
	uint64		used;			/* when */
} BpContent;

/* State of a query; embedded first in the state of each function. */
typedef struct BpPairs
{
	BpCalls		calls;
	BpLookup	declarations;
	BpLookup	last_year;
	BpLookup	successions;
	BpForms		forms;
	struct Successions *years;	/* as far as they have been asked for */
	int32		newest;			/* year in which anybody filed; 0 = not known yet */
	BpWord		words[BP_WORDS];
	BpContent	contents[2];	/* a year and the year before */
	uint64		clock;
} BpPairs;

/*
 * Begin a call of a function (declaration regclass, department_code text,
 * fiscal_year integer).  NULL if there is no such pair: the result is empty.
 */
extern BpPairs *bp_pairs_begin(FunctionCallInfo fcinfo, Size size, BpPair *pair);

/* The same without looking for a pair. */
extern BpPairs *bp_pairs_open(FunctionCallInfo fcinfo, Size size);

/* Ask for the rows of a declaration, by a look-up of three keys. */
extern void bp_rows_of(BpPairs *pairs, BpLookup *lookup, const BpSource *source);

/*
 * What a source holds, as read by a function of ours in a context of its own.
 * The years of a department come in order, so that the year before has mostly
 * just been read.
 */
typedef void *(*BpReader) (BpPairs *pairs, const BpSource *source);
extern void *bp_content(BpPairs *pairs, const BpSource *source, BpReader reader);

/* The same of all sources of the year before, in their order. */
extern void **bp_contents_before(BpPairs *pairs, const BpPair *pair, BpReader reader);

/* The effective declaration of a department in a year; false if there is none. */
extern bool bp_effective(BpPairs *pairs, Datum department, int32 fiscal_year, BpSource *source);

/* What a department has filed in a year, all of it. */
extern void bp_filed(BpPairs *pairs, Datum department, int32 fiscal_year, BpFiled *filed);

/* Of a followed split: the departments that it made, as text. */
extern List *bp_split_parts(BpPairs *pairs, const char *split_from, int32 fiscal_year);

/*
 * Rows of the result, column by column.
 */
typedef struct BpRow
{
	Datum	   *values;
	bool	   *nulls;
	int			column;
} BpRow;

extern void bp_row_begin(BpPairs *pairs, BpRow *row);
extern void bp_row_end(BpPairs *pairs, BpRow *row);

static inline void
bp_put(BpRow *row, Datum value)
{
	row->values[row->column] = value;
	row->nulls[row->column++] = false;
}

static inline void
bp_put_null(BpRow *row)
{
	row->values[row->column] = (Datum) 0;
	row->nulls[row->column++] = true;
}

/* A value by reference; null where it is a NULL pointer. */
static inline void
bp_put_if(BpRow *row, Datum value)
{
	row->values[row->column] = value;
	row->nulls[row->column++] = DatumGetPointer(value) == NULL;
}

static inline void
bp_put_int(BpRow *row, bool given, int32 value)
{
	row->values[row->column] = Int32GetDatum(value);
	row->nulls[row->column++] = !given;
}

static inline void
bp_put_bool(BpRow *row, bool value)
{
	bp_put(row, BoolGetDatum(value));
}

/* A string; null where it is NULL. */
extern void bp_put_text(BpRow *row, const char *text);

/* The same for a constant, of which the text is kept. */
extern void bp_put_word(BpPairs *pairs, BpRow *row, const char *constant);

/* previous_department_code, previous_fiscal_year, previous_version of a source, or of none. */
extern void bp_put_before(BpRow *row, const BpPair *pair, const BpSource *source);

#endif							/* BUDGET_PERF_PAIR_H */
