/*
 * pair.c
 *	  A department's year beside the year before: which declarations are
 *	  compared, through renames, mergers and splits, and how far they compare.
 *
 * Invariant: each effective declaration stands in exactly one pair as the
 * later one, and in at most one as an earlier one: in its own department's,
 * or, where a rename or a merger is followed and the successor has filed, in
 * the successor's.  So sums over the earlier side count nothing twice, and
 * what nobody takes over stays in sight with its own department.
 *
 * A succession is followed only where it is clear: every department in it
 * plays one part in that year, and the figures of the two years are where it
 * says.  Which ones are is worked out here, once, for the year-over-year views
 * and for the view "succession" alike.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "pair.h"
#include "trigger.h"

static const char *const declarations_query =
	"SELECT d.fiscal_year, d.version, d.status, d.form_code FROM @ledger@.declaration d"
	" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
	" AND d.fiscal_year OPERATOR(pg_catalog.>=) $2"
	" AND d.fiscal_year OPERATOR(pg_catalog.<=) $3";
static const char *const last_year_query =
	"SELECT d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)"
	" ORDER BY d.fiscal_year DESC LIMIT 1";
static const char *const successions_query =
	"SELECT s.predecessor_code, s.successor_code, s.kind FROM @ledger@.department_succession s"
	" WHERE s.fiscal_year OPERATOR(pg_catalog.=) $2";

/* One row of department_succession. */
typedef struct Succession
{
	Datum		predecessor;	/* text */
	Datum		successor;
	const char *predecessor_code;
	const char *successor_code;
	const char *kind;			/* one of the three below */
	bool		judged;			/* the rest is known */
	bool		followed;
	bool		has_previous;
	BpSource	previous;		/* what the predecessor filed the year before */
	bool		successor_in;	/* the successor has filed */
} Succession;

/* Those of a year. */
typedef struct Successions
{
	int32		fiscal_year;
	int			count;
	Succession *rows;			/* by predecessor, then successor */
	Succession **by_successor;	/* then by predecessor */
	struct Successions *next;
} Successions;

/* Neighbours in one of the two orders. */
typedef struct Range
{
	int			first;
	int			count;
} Range;

static const char *const kind_merge = "merge";
static const char *const kind_rename = "rename";
static const char *const kind_split = "split";

/* What a department has in a year. */
typedef struct Filing
{
	bool		drafted;		/* a declaration of any status */
	BpSource	effective;		/* version 0: none */
	const char *status;			/* of it */
	BpForm	   *original;		/* of version 1, if it is sealed */
} Filing;

static const char *status_word(BpPairs *pairs, const text *status);
static void take_version(Filing *filing, int32 version, const char *status, BpForm *form);
static void get_filings(BpPairs *pairs, Datum department, int32 fiscal_year,
						Filing *now, Filing *before);
static int	by_predecessor(const void *a, const void *b);
static int	by_successor(const void *a, const void *b);
static Successions *successions_of(BpPairs *pairs, int32 fiscal_year);
static Range with_predecessor(const Successions *year, const char *code);
static Range with_successor(const Successions *year, const char *code);
static bool is_clear(const Successions *year, const Succession *row);
static void judge(BpPairs *pairs, Successions *year, Succession *row);
static bool filed_in_the_end(BpPairs *pairs, int32 fiscal_year);
static void pair_filed(BpPairs *pairs, Successions *year, const Filing *before, BpPair *pair);
static bool pair_not_filed(BpPairs *pairs, Successions *year, const Filing *now,
						   const Filing *before, BpPair *pair);
static int	by_department(const void *a, const void *b);

PG_FUNCTION_INFO_V1(budget_perf_yoy_declaration);
PG_FUNCTION_INFO_V1(budget_perf_yoy_succession);

/*
 * Contents
 */

void
bp_rows_of(BpPairs *pairs, BpLookup *lookup, const BpSource *source)
{
	bp_lookup(&pairs->calls, lookup, source->department, source->fiscal_year, source->version);
}

void *
bp_content(BpPairs *pairs, const BpSource *source, BpReader reader)
{
	BpContent  *place = NULL;
	MemoryContext caller;

	for (int i = 0; i < (int) lengthof(pairs->contents); i++)
	{
		BpContent  *known = &pairs->contents[i];

		if (known->valid && known->fiscal_year == source->fiscal_year &&
			known->version == source->version && strcmp(known->code, source->code) == 0)
		{
			known->used = ++pairs->clock;
			return known->content;
		}
		if (place == NULL || known->used < place->used)
			place = known;
	}
	if (place->context == NULL)
		place->context = AllocSetContextCreate(pairs->calls.context, "budget_perf declaration",
											   ALLOCSET_DEFAULT_SIZES);
	place->valid = false;
	MemoryContextReset(place->context);
	caller = MemoryContextSwitchTo(place->context);
	place->content = reader(pairs, source);
	place->code = pstrdup(source->code);
	place->fiscal_year = source->fiscal_year;
	place->version = source->version;
	place->used = ++pairs->clock;
	place->valid = true;
	MemoryContextSwitchTo(caller);
	return place->content;
}

/* Several at once would drive each other out of the two places that are kept. */
void **
bp_contents_before(BpPairs *pairs, const BpPair *pair, BpReader reader)
{
	void	  **contents = (void **) palloc(sizeof(void *) * Max(pair->nsources, 1));

	for (int i = 0; i < pair->nsources; i++)
		contents[i] = pair->single != NULL ? bp_content(pairs, pair->single, reader) :
			reader(pairs, &pair->sources[i]);
	return contents;
}

/*
 * Declarations
 */

static const char *
status_word(BpPairs *pairs, const text *status)
{
	static const char *const words[] = {
		BP_STATUS_DRAFT, BP_STATUS_SUBMITTED, BP_STATUS_APPROVED, BP_STATUS_RECORDED
	};

	for (int i = 0; i < (int) lengthof(words); i++)
	{
		if (VARSIZE_ANY_EXHDR(status) == strlen(words[i]) &&
			memcmp(VARDATA_ANY(status), words[i], strlen(words[i])) == 0)
			return words[i];
	}
	return MemoryContextStrdup(pairs->calls.context, text_to_cstring(status));
}

/*
 * The version that counts is the newest approved or recorded one, else the
 * newest submitted one; a draft never.
 */
static void
take_version(Filing *filing, int32 version, const char *status, BpForm *form)
{
	filing->drafted = true;
	if (strcmp(status, BP_STATUS_DRAFT) == 0)
		return;
	if (version == 1)
		filing->original = form;
	if (filing->effective.version != 0)
	{
		bool		was_final = strcmp(filing->status, BP_STATUS_SUBMITTED) != 0;
		bool		is_final = strcmp(status, BP_STATUS_SUBMITTED) != 0;

		if (was_final != is_final ? was_final : filing->effective.version > version)
			return;
	}
	filing->status = status;
	filing->effective.version = version;
	filing->effective.form = form;
}

/* What a department has filed in a year and in the year before. */
static void
get_filings(BpPairs *pairs, Datum department, int32 fiscal_year,
			Filing *now, Filing *before)
{
	TupleTableSlot *row;

	memset(now, 0, sizeof(*now));
	memset(before, 0, sizeof(*before));
	bp_lookup(&pairs->calls, &pairs->declarations, department, fiscal_year - 1, fiscal_year);
	while ((row = bp_lookup_next(&pairs->declarations)) != NULL)
	{
		int32		year = DatumGetInt32(bp_lookup_given(row, 1));

		take_version(year == fiscal_year ? now : before,
					 DatumGetInt32(bp_lookup_given(row, 2)),
					 status_word(pairs, DatumGetTextPP(bp_lookup_given(row, 3))),
					 bp_form(&pairs->forms, bp_lookup_given(row, 4)));
	}
	now->effective.department = before->effective.department = department;
	now->effective.fiscal_year = fiscal_year;
	before->effective.fiscal_year = fiscal_year - 1;
	now->effective.code = before->effective.code = TextDatumGetCString(department);
}

void
bp_filed(BpPairs *pairs, Datum department, int32 fiscal_year, BpFiled *filed)
{
	Filing		now;
	Filing		before;

	get_filings(pairs, department, fiscal_year, &now, &before);
	filed->drafted = now.drafted;
	filed->status = now.status;
	filed->effective = now.effective;
	filed->original = now.effective;
	filed->original.version = now.original != NULL ? 1 : 0;
	filed->original.form = now.original;
}

bool
bp_effective(BpPairs *pairs, Datum department, int32 fiscal_year, BpSource *source)
{
	Filing		now;
	Filing		before;

	get_filings(pairs, department, fiscal_year, &now, &before);
	*source = now.effective;
	return now.effective.version != 0;
}

/* Whether anybody has filed in a year or after it. */
static bool
filed_in_the_end(BpPairs *pairs, int32 fiscal_year)
{
	if (pairs->newest == 0)
	{
		TupleTableSlot *row;

		bp_lookup(&pairs->calls, &pairs->last_year, (Datum) 0, 0, 0);
		row = bp_lookup_next(&pairs->last_year);
		pairs->newest = row == NULL ? PG_INT32_MIN : DatumGetInt32(bp_lookup_given(row, 1));
	}
	return fiscal_year <= pairs->newest;
}

/*
 * Successions
 */

static int
by_predecessor(const void *a, const void *b)
{
	const Succession *x = (const Succession *) a;
	const Succession *y = (const Succession *) b;
	int			order = strcmp(x->predecessor_code, y->predecessor_code);

	return order != 0 ? order : strcmp(x->successor_code, y->successor_code);
}

static int
by_successor(const void *a, const void *b)
{
	const Succession *x = *(Succession *const *) a;
	const Succession *y = *(Succession *const *) b;
	int			order = strcmp(x->successor_code, y->successor_code);

	return order != 0 ? order : strcmp(x->predecessor_code, y->predecessor_code);
}

/* All of a year: a handful, mostly none, and read once a query. */
static Successions *
successions_of(BpPairs *pairs, int32 fiscal_year)
{
	MemoryContext caller;
	Successions *year;
	int			space = 8;
	TupleTableSlot *row;

	for (year = pairs->years; year != NULL; year = year->next)
	{
		if (year->fiscal_year == fiscal_year)
			return year;
	}
	caller = MemoryContextSwitchTo(pairs->calls.context);
	year = (Successions *) palloc0(sizeof(Successions));
	year->fiscal_year = fiscal_year;
	year->rows = (Succession *) palloc0(sizeof(Succession) * space);
	bp_lookup(&pairs->calls, &pairs->successions, (Datum) 0, fiscal_year, 0);
	while ((row = bp_lookup_next(&pairs->successions)) != NULL)
	{
		Succession *s;
		char	   *kind;

		if (year->count == space)
		{
			space *= 2;
			year->rows = (Succession *) repalloc(year->rows, sizeof(Succession) * space);
		}
		s = &year->rows[year->count++];
		memset(s, 0, sizeof(*s));
		s->predecessor = datumCopy(bp_lookup_given(row, 1), false, -1);
		s->predecessor_code = TextDatumGetCString(s->predecessor);
		s->successor = datumCopy(bp_lookup_given(row, 2), false, -1);
		s->successor_code = TextDatumGetCString(s->successor);
		kind = TextDatumGetCString(bp_lookup_given(row, 3));
		s->kind = strcmp(kind, kind_merge) == 0 ? kind_merge :
			strcmp(kind, kind_rename) == 0 ? kind_rename : kind_split;
	}
	qsort(year->rows, year->count, sizeof(Succession), by_predecessor);
	year->by_successor = (Succession **) palloc(sizeof(Succession *) * Max(year->count, 1));
	for (int i = 0; i < year->count; i++)
		year->by_successor[i] = &year->rows[i];
	qsort(year->by_successor, year->count, sizeof(Succession *), by_successor);
	year->next = pairs->years;
	pairs->years = year;
	MemoryContextSwitchTo(caller);
	return year;
}

static Range
with_predecessor(const Successions *year, const char *code)
{
	int			low = 0;
	int			high = year->count;
	Range		range;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (strcmp(year->rows[middle].predecessor_code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	range.first = low;
	while (low < year->count && strcmp(year->rows[low].predecessor_code, code) == 0)
		low++;
	range.count = low - range.first;
	return range;
}

static Range
with_successor(const Successions *year, const char *code)
{
	int			low = 0;
	int			high = year->count;
	Range		range;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (strcmp(year->by_successor[middle]->successor_code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	range.first = low;
	while (low < year->count && strcmp(year->by_successor[low]->successor_code, code) == 0)
		low++;
	range.count = low - range.first;
	return range;
}

/* Whether each department in a succession plays one part only. */
static bool
is_clear(const Successions *year, const Succession *row)
{
	Range		out = with_predecessor(year, row->predecessor_code);
	Range		in = with_successor(year, row->successor_code);

	if (with_successor(year, row->predecessor_code).count > 0 ||
		with_predecessor(year, row->successor_code).count > 0)
		return false;
	/* one becomes one, several become one, one becomes several */
	if (row->kind != kind_split && out.count > 1)
		return false;
	if (row->kind != kind_merge && in.count > 1)
		return false;
	for (int i = 0; i < out.count; i++)
	{
		if (year->rows[out.first + i].kind != row->kind)
			return false;
	}
	for (int i = 0; i < in.count; i++)
	{
		if (year->by_successor[in.first + i]->kind != row->kind)
			return false;
	}
	return true;
}

static void
judge(BpPairs *pairs, Successions *year, Succession *row)
{
	MemoryContext caller;
	Filing		of_predecessor;
	Filing		of_predecessor_before;
	Filing		of_successor;
	Filing		of_successor_before;

	if (row->judged)
		return;
	caller = MemoryContextSwitchTo(pairs->calls.context);
	get_filings(pairs, row->predecessor, year->fiscal_year,
				&of_predecessor, &of_predecessor_before);
	get_filings(pairs, row->successor, year->fiscal_year,
				&of_successor, &of_successor_before);
	row->previous = of_predecessor_before.effective;
	row->has_previous = row->previous.version != 0;
	row->successor_in = of_successor.effective.version != 0;
	row->followed = is_clear(year, row);
	/* who goes on under another code files no more; who is new filed nothing before */
	if (row->kind != kind_split && of_predecessor.effective.version != 0)
		row->followed = false;
	if (row->kind != kind_merge && of_successor_before.effective.version != 0)
		row->followed = false;
	row->judged = true;
	MemoryContextSwitchTo(caller);
}

List *
bp_split_parts(BpPairs *pairs, const char *split_from, int32 fiscal_year)
{
	Successions *year = successions_of(pairs, fiscal_year);
	Range		out = with_predecessor(year, split_from);
	List	   *parts = NIL;

	for (int i = 0; i < out.count; i++)
	{
		Succession *row = &year->rows[out.first + i];

		judge(pairs, year, row);
		if (row->followed && row->kind == kind_split)
			parts = lappend(parts, DatumGetPointer(row->successor));
	}
	return parts;
}

/*
 * Pairs
 */

static int
by_department(const void *a, const void *b)
{
	return strcmp(((const BpSource *) a)->code, ((const BpSource *) b)->code);
}

/* What successions say of a department that has filed. */
typedef struct Steps
{
	const char *kind;			/* the first by name, of the tangled ones if there are any */
	bool		tangled;		/* one cannot be followed */
	bool		missing;		/* a predecessor had not filed */
	const char *split_from;
} Steps;

static void
take_step(BpPairs *pairs, Successions *year, Succession *row, Steps *steps)
{
	judge(pairs, year, row);
	if (!row->followed && !steps->tangled)
	{
		steps->tangled = true;
		steps->kind = NULL;
	}
	if (row->followed != steps->tangled &&
		(steps->kind == NULL || strcmp(row->kind, steps->kind) < 0))
		steps->kind = row->kind;
	if (row->followed && row->kind != kind_split && !row->has_previous)
		steps->missing = true;
	if (row->followed && row->kind == kind_split &&
		(steps->split_from == NULL || strcmp(row->predecessor_code, steps->split_from) < 0))
		steps->split_from = row->predecessor_code;
}

static void
pair_filed(BpPairs *pairs, Successions *year, const Filing *before, BpPair *pair)
{
	Range		out = with_predecessor(year, pair->now.code);
	Range		in = with_successor(year, pair->now.code);
	Steps		steps = {0};
	StringInfoData codes;

	pair->sources = (BpSource *) palloc(sizeof(BpSource) * (in.count + 1));
	if (before->effective.version != 0)
		pair->sources[pair->nsources++] = before->effective;
	for (int i = 0; i < out.count; i++)
		take_step(pairs, year, &year->rows[out.first + i], &steps);
	for (int i = 0; i < in.count; i++)
	{
		Succession *row = year->by_successor[in.first + i];

		take_step(pairs, year, row, &steps);
		if (row->followed && row->kind != kind_split && row->has_previous)
			pair->sources[pair->nsources++] = row->previous;
	}
	pair->split_from = steps.split_from;

	pair->comparison =
		steps.tangled || (steps.split_from == NULL && pair->nsources == 0) ? "no" :
		steps.split_from != NULL || steps.missing ? "partly" : "yes";
	if (!steps.tangled && steps.kind == kind_merge && steps.missing && pair->nsources > 0)
		pair->comparability = "merge; a predecessor is missing";
	else if (!steps.tangled && steps.kind == kind_rename && steps.missing)
		pair->comparability = "first year";
	else if (steps.kind != NULL)	/* always, if they are tangled */
		pair->comparability = steps.kind;
	else
		pair->comparability = pair->nsources == 0 ? "first year" : "comparable";
	if (pair->nsources == 0)
		return;

	/* the department's own stands first in the list of codes */
	pair->previous_codes = pair->sources[0].code;
	if (pair->nsources > 1)
	{
		initStringInfo(&codes);
		for (int i = 0; i < pair->nsources; i++)
			appendStringInfo(&codes, "%s%s", i > 0 ? " " : "", pair->sources[i].code);
		pair->previous_codes = codes.data;
	}
	pair->previous_form = pair->sources[0].form;
	for (int i = 1; i < pair->nsources; i++)
	{
		if (pair->sources[i].form != pair->previous_form)
			pair->previous_form = NULL;
	}
	qsort(pair->sources, pair->nsources, sizeof(BpSource), by_department);
	for (int i = 0; i < pair->nsources; i++)
	{
		if (strcmp(pair->sources[i].code, pair->now.code) == 0)
			pair->own = &pair->sources[i];
	}
}

/* One that filed the year before and has not filed; false if another has taken over. */
static bool
pair_not_filed(BpPairs *pairs, Successions *year, const Filing *now,
			   const Filing *before, BpPair *pair)
{
	Range		out = with_predecessor(year, pair->now.code);
	const char *kind = NULL;
	bool		successor_in = false;

	if (before->effective.version == 0 || !filed_in_the_end(pairs, year->fiscal_year))
		return false;
	for (int i = 0; i < out.count; i++)
	{
		Succession *row = &year->rows[out.first + i];

		judge(pairs, year, row);
		if (row->followed && row->kind != kind_split && row->successor_in)
			return false;
		if (kind == NULL || strcmp(row->kind, kind) < 0)
			kind = row->kind;
		if (row->followed && row->kind == kind_split)
			pair->split_from = row->predecessor_code;
		successor_in |= row->successor_in;
	}
	pair->status = kind != NULL ? "succeeded" : now->drafted ? "draft" : "missing";
	pair->comparability = kind != NULL ? kind : pair->status;
	pair->comparison = pair->split_from != NULL && successor_in ? "partly" : "no";
	pair->sources = (BpSource *) palloc(sizeof(BpSource));
	pair->sources[0] = before->effective;
	pair->nsources = 1;
	pair->own = &pair->sources[0];
	pair->previous_codes = before->effective.code;
	pair->previous_form = before->effective.form;
	return true;
}

BpPairs *
bp_pairs_open(FunctionCallInfo fcinfo, Size size)
{
	bool		first;
	BpPairs    *pairs = (BpPairs *) bp_calls_begin(fcinfo, size, &first);

	if (first)
	{
		pairs->declarations.query = declarations_query;
		pairs->declarations.nkeys = 3;
		pairs->last_year.query = last_year_query;
		pairs->successions.query = successions_query;
		pairs->successions.nkeys = 2;
		bp_forms_begin(&pairs->forms, &pairs->calls);
	}
	return pairs;
}

BpPairs *
bp_pairs_begin(FunctionCallInfo fcinfo, Size size, BpPair *pair)
{
	BpPairs    *pairs = bp_pairs_open(fcinfo, size);
	int32		fiscal_year = PG_GETARG_INT32(2);
	Filing		now;
	Filing		before;
	Successions *year;

	if (fiscal_year == PG_INT32_MIN)
		return NULL;
	get_filings(pairs, PG_GETARG_DATUM(1), fiscal_year, &now, &before);
	memset(pair, 0, sizeof(*pair));
	pair->now = now.effective;
	pair->filed = now.effective.version != 0;
	pair->status = now.status;
	if (!pair->filed && before.effective.version == 0)
		return NULL;
	year = successions_of(pairs, fiscal_year);
	if (pair->filed)
		pair_filed(pairs, year, &before, pair);
	else if (!pair_not_filed(pairs, year, &now, &before, pair))
		return NULL;
	pair->single = pair->nsources == 1 ? &pair->sources[0] : NULL;
	pair->comparable = pair->filed && strcmp(pair->comparison, "yes") == 0;
	return pairs;
}

void
bp_row_begin(BpPairs *pairs, BpRow *row)
{
	if (row->values == NULL)
	{
		row->values = (Datum *) palloc(sizeof(Datum) * pairs->calls.columns->natts);
		row->nulls = (bool *) palloc(sizeof(bool) * pairs->calls.columns->natts);
	}
	row->column = 0;
}

void
bp_row_end(BpPairs *pairs, BpRow *row)
{
	if (row->column != pairs->calls.columns->natts)
		elog(ERROR, "a row of %d columns was put into a result of %d",
			 row->column, pairs->calls.columns->natts);
	tuplestore_putvalues(pairs->calls.rows, pairs->calls.columns, row->values, row->nulls);
}

void
bp_put_text(BpRow *row, const char *text)
{
	bp_put_if(row, text != NULL ? CStringGetTextDatum(text) : (Datum) 0);
}

void
bp_put_word(BpPairs *pairs, BpRow *row, const char *constant)
{
	BpWord	   *word = pairs->words;
	BpWord	   *end = pairs->words + BP_WORDS;
	MemoryContext caller;

	if (constant == NULL)
	{
		bp_put_null(row);
		return;
	}
	while (word < end && word->word != NULL && word->word != constant)
		word++;
	if (word == end)
	{
		bp_put_text(row, constant);
		return;
	}
	if (word->word == NULL)
	{
		caller = MemoryContextSwitchTo(pairs->calls.context);
		word->text = CStringGetTextDatum(constant);
		word->word = constant;
		MemoryContextSwitchTo(caller);
	}
	bp_put(row, word->text);
}

void
bp_put_before(BpRow *row, const BpPair *pair, const BpSource *source)
{
	bp_put_if(row, source != NULL ? source->department : (Datum) 0);
	bp_put_int(row, pair->nsources > 0, pair->now.fiscal_year - 1);
	bp_put_int(row, source != NULL, source != NULL ? source->version : 0);
}

/* The row of declaration_pair. */
Datum
budget_perf_yoy_declaration(PG_FUNCTION_ARGS)
{
	BpPair		pair;
	BpPairs    *pairs = bp_pairs_begin(fcinfo, sizeof(BpPairs), &pair);
	const BpSource *own;
	BpRow		row = {0};

	if (pairs == NULL)
		return (Datum) 0;
	own = pair.nsources > 1 ? pair.own : NULL;
	bp_row_begin(pairs, &row);
	bp_put_int(&row, pair.filed, pair.now.version);
	bp_put_word(pairs, &row, pair.status);
	bp_put_if(&row, pair.filed ? pair.now.form->code_text : (Datum) 0);
	bp_put_before(&row, &pair, pair.single);
	bp_put_if(&row, pair.previous_form != NULL ? pair.previous_form->code_text : (Datum) 0);
	bp_put_bool(&row, pair.comparable);
	bp_put_word(pairs, &row, pair.comparability);
	bp_put_word(pairs, &row, pair.comparison);
	bp_put_int(&row, true, pair.nsources);
	bp_put_text(&row, pair.previous_codes);
	bp_put_text(&row, pair.split_from);
	bp_put_int(&row, own != NULL, own != NULL ? own->version : 0);
	bp_put_if(&row, own != NULL ? own->form->code_text : (Datum) 0);
	bp_row_end(pairs, &row);
	return (Datum) 0;
}

/*
 * What the view "succession" says of a row of department_succession, beyond
 * what stands in it: whether it is followed, what the predecessor filed the
 * year before, and whether the successor has filed.
 */
Datum
budget_perf_yoy_succession(PG_FUNCTION_ARGS)
{
	const char *predecessor = TextDatumGetCString(PG_GETARG_DATUM(1));
	const char *successor = TextDatumGetCString(PG_GETARG_DATUM(2));
	int32		fiscal_year = PG_GETARG_INT32(3);
	BpPairs    *pairs = bp_pairs_open(fcinfo, sizeof(BpPairs));
	Successions *year;
	Range		out;
	BpRow		row = {0};

	if (fiscal_year == PG_INT32_MIN)
		return (Datum) 0;
	year = successions_of(pairs, fiscal_year);
	out = with_predecessor(year, predecessor);
	for (int i = 0; i < out.count; i++)
	{
		Succession *succession = &year->rows[out.first + i];

		if (strcmp(succession->successor_code, successor) != 0)
			continue;
		judge(pairs, year, succession);
		bp_row_begin(pairs, &row);
		bp_put_bool(&row, succession->followed);
		bp_put_int(&row, succession->has_previous, succession->previous.version);
		bp_put_if(&row, succession->has_previous ?
				  succession->previous.form->code_text : (Datum) 0);
		bp_put_bool(&row, succession->successor_in);
		bp_row_end(pairs, &row);
	}
	return (Datum) 0;
}
