/*
 * yoy_indicator.c
 *	  Indicators of a department's year beside the year before.
 *
 * Invariant: each indicator of either year stands in exactly one row, alone or
 * beside the counterpart that match.c finds; and the row says everything that
 * a reader of two targets side by side should know.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "indicator_reading.h"
#include "match.h"
#include "names_sql.h"
#include "pair.h"

static const char *const indicators_query =
	"SELECT i.indicator_no, i.level1, i.level2, i.name, i.unit, i.annual_target, i.weight, i.code"
	" FROM @ledger@.indicator i"
	" WHERE i.department_code OPERATOR(pg_catalog.=) $1"
	" AND i.fiscal_year OPERATOR(pg_catalog.=) $2 AND i.version OPERATOR(pg_catalog.=) $3";
static const char *const links_query =
	"SELECT l.indicator_no, l.indicator_code, l.previous_department_code,"
	" l.previous_indicator_no, l.previous_indicator_code, l.reason"
	" FROM @ledger@.indicator_link l"
	" WHERE l.department_code OPERATOR(pg_catalog.=) $1"
	" AND l.fiscal_year OPERATOR(pg_catalog.=) $2";
static const char *const measured_query =
	"SELECT m.version FROM @ledger@.measurement m"
	" WHERE m.department_code OPERATOR(pg_catalog.=) $1"
	" AND m.fiscal_year OPERATOR(pg_catalog.=) $2";

/*
 * What has been read from a name.  Departments keep their indicators' names for
 * years, and a form repeats them; a name has one place, found by its hash, and
 * a newcomer takes it over.
 */
typedef struct KnownName
{
	char	   *printed;		/* NULL: empty */
	char	   *stem;
	uint32		stem_hash;
	char	   *unit;			/* in its brackets; NULL = none */
} KnownName;

#define NAMES	1024			/* a power of two */

typedef struct Indicators
{
	BpPairs		pairs;
	BpLookup	indicators;
	BpLookup	links;
	BpLookup	measured;
	KnownName  *names;
} Indicators;

/* An indicator; NULL pointers are nulls. */
typedef struct Indicator
{
	int32		no;
	Datum		code_text;
	const char *code;
	Datum		name;
	const char *stem;
	uint32		stem_hash;
	const char *class_stem;
	const BpClass *class;
	Datum		level1;			/* by the taxonomy's names if known, else as printed */
	Datum		level2;
	const char *beside;			/* its unit, if that is given apart; else empty */
	Datum		weight;
	Datum		target;
	BpIndicatorReading reading;
} Indicator;

typedef struct IndicatorList
{
	int			count;
	int			space;
	Indicator  *indicators;		/* by number */
	bool		measured;		/* something of the year was, in some version */
} IndicatorList;

/* One of the year before. */
typedef struct Former
{
	const BpSource *source;
	const IndicatorList *list;
	const Indicator *indicator;
} Former;

/* A row of the result: one of the two may be missing. */
typedef struct IndicatorPair
{
	const Indicator *now;
	const Indicator *before;
	const Former *former;		/* the same as before */
	const char *matched_by;		/* NULL unless both are there */
	const char *reason;			/* of a link */
	BpTargetChange change;		/* if both are there */
} IndicatorPair;

static int	by_number(const void *a, const void *b);
static const char *read_name(Indicators *state, Indicator *indicator);
static void read_class(Indicators *state, const BpSource *source, Indicator *indicator);
static void *read_indicators(BpPairs *pairs, const BpSource *source);
static int	link_order(const void *a, const void *b);
static BpLink *read_links(Indicators *state, const BpPair *pair, int *count);
static Former *former_indicators(BpPairs *pairs, const BpPair *pair, int *count);
static BpMatchRow match_row(const Indicator *indicator, const char *department);
static void append_part(StringInfo text, const char *part);
static void append_targets(StringInfo text, IndicatorPair *both);
static void append_measure(StringInfo text, const IndicatorPair *both);
static bool same_text(Datum a, Datum b);
static bool class_changed(const Indicator *now, const Indicator *before);
static bool other_comparator(const Indicator *now, const Indicator *before);
static void put_comparability(BpPairs *pairs, BpRow *row, const BpPair *pair, IndicatorPair *both);
static void put_reading(BpPairs *pairs, BpRow *row, const Indicator *now, const Indicator *before);
static void put_measure(BpRow *row, const Indicator *now, const Indicator *before);
static void put_number(BpRow *row, Numeric number);
static void put_scale(BpRow *row, const BpIndicatorReading *reading);
static void put_indicator(BpPairs *pairs, BpRow *row, const BpPair *pair, IndicatorPair *both);

PG_FUNCTION_INFO_V1(budget_perf_yoy_indicator);

/*
 * Reading
 */

static int
by_number(const void *a, const void *b)
{
	int32		x = ((const Indicator *) a)->no;
	int32		y = ((const Indicator *) b)->no;

	return (x > y) - (x < y);
}

/* The stem by which years match; returns the unit that stands with the name, or NULL. */
static const char *
read_name(Indicators *state, Indicator *indicator)
{
	MemoryContext kept = state->pairs.calls.context;
	char	   *printed = TextDatumGetCString(indicator->name);
	KnownName  *name;

	if (state->names == NULL)
		state->names = (KnownName *) MemoryContextAllocZero(kept, sizeof(KnownName) * NAMES);
	name = &state->names[hash_bytes((unsigned char *) printed, strlen(printed)) % NAMES];
	if (name->printed == NULL || strcmp(name->printed, printed) != 0)
	{
		char	   *stem = bp_names_apply(bp_indicator_stem, printed);
		const char *unit = bp_unit_of_name(printed);

		if (name->printed != NULL)
		{
			pfree(name->printed);
			pfree(name->stem);
			if (name->unit != NULL)
				pfree(name->unit);
		}
		name->printed = MemoryContextStrdup(kept, printed);
		name->stem = MemoryContextStrdup(kept, stem);
		name->stem_hash = hash_bytes((unsigned char *) stem, strlen(stem));
		name->unit = unit != NULL ? MemoryContextStrdup(kept, unit) : NULL;
	}
	/* a copy: the place may be taken over while this declaration is at hand */
	indicator->stem = pstrdup(name->stem);
	indicator->stem_hash = name->stem_hash;
	return name->unit != NULL ? pstrdup(name->unit) : NULL;
}

/* The class, and the names of its levels; else these are as printed. */
static void
read_class(Indicators *state, const BpSource *source, Indicator *indicator)
{
	const BpLabel *label = bp_form_label(&state->pairs.forms, source->form,
										 TextDatumGetCString(indicator->level1),
										 TextDatumGetCString(indicator->level2));

	indicator->class_stem = label->stem;
	indicator->class = label->class;
	if (label->class != NULL)
	{
		indicator->level1 = label->class->level1;
		indicator->level2 = label->class->level2;
	}
}

static void *
read_indicators(BpPairs *pairs, const BpSource *source)
{
	Indicators *state = (Indicators *) pairs;
	IndicatorList *list = (IndicatorList *) palloc(sizeof(IndicatorList));
	TupleTableSlot *row;

	list->count = 0;
	list->space = 24;
	list->indicators = (Indicator *) palloc(sizeof(Indicator) * list->space);
	bp_rows_of(pairs, &state->indicators, source);
	while ((row = bp_lookup_next(&state->indicators)) != NULL)
	{
		Indicator  *indicator;
		Datum		unit = bp_lookup_value(row, 5);

		CHECK_FOR_INTERRUPTS();
		if (list->count == list->space)
		{
			list->space *= 2;
			list->indicators = (Indicator *) repalloc(list->indicators,
													  sizeof(Indicator) * list->space);
		}
		indicator = &list->indicators[list->count++];
		indicator->no = DatumGetInt32(bp_lookup_given(row, 1));
		indicator->level1 = bp_lookup_copy(bp_lookup_given(row, 2));
		indicator->level2 = bp_lookup_copy(bp_lookup_given(row, 3));
		indicator->name = bp_lookup_copy(bp_lookup_given(row, 4));
		indicator->beside = DatumGetPointer(unit) != NULL ? TextDatumGetCString(unit) : "";
		indicator->target = bp_lookup_copy(bp_lookup_value(row, 6));
		indicator->weight = bp_lookup_copy(bp_lookup_value(row, 7));
		indicator->code_text = bp_lookup_copy(bp_lookup_value(row, 8));
	}
	/* asks for other rows, and so comes after these */
	for (int i = 0; i < list->count; i++)
	{
		Indicator  *indicator = &list->indicators[i];
		const char *unit;

		CHECK_FOR_INTERRUPTS();
		indicator->code = DatumGetPointer(indicator->code_text) != NULL ?
			TextDatumGetCString(indicator->code_text) : NULL;
		read_class(state, source, indicator);
		unit = read_name(state, indicator);
		bp_indicator_read(indicator->beside[0] != '\0' ? indicator->beside : unit,
						  DatumGetPointer(indicator->target) != NULL ?
						  DatumGetTextPP(indicator->target) : NULL,
						  &indicator->reading);
	}
	qsort(list->indicators, list->count, sizeof(Indicator), by_number);
	bp_lookup(&pairs->calls, &state->measured, source->department, source->fiscal_year, 0);
	list->measured = bp_lookup_next(&state->measured) != NULL;
	return list;
}

static int
link_order(const void *a, const void *b)
{
	const BpLink *x = (const BpLink *) a;
	const BpLink *y = (const BpLink *) b;

	if (x->no != y->no)
		return x->no < y->no ? -1 : 1;
	return strcmp(x->code != NULL ? x->code : "", y->code != NULL ? y->code : "");
}

static BpLink *
read_links(Indicators *state, const BpPair *pair, int *count)
{
	BpLink	   *links = NULL;
	int			space = 0;
	TupleTableSlot *row;

	*count = 0;
	bp_lookup(&state->pairs.calls, &state->links, pair->now.department, pair->now.fiscal_year, 0);
	while ((row = bp_lookup_next(&state->links)) != NULL)
	{
		Datum		department = bp_lookup_value(row, 3);
		Datum		previous_code = bp_lookup_value(row, 5);
		bool		by_code;
		int32		previous_no = DatumGetInt32(slot_getattr(row, 4, &by_code));
		char	   *code = TextDatumGetCString(bp_lookup_given(row, 2));
		BpLink	   *link;

		if (*count == space)
		{
			space = space == 0 ? 8 : space * 2;
			links = (BpLink *) (links == NULL ? palloc(sizeof(BpLink) * space) :
								repalloc(links, sizeof(BpLink) * space));
		}
		link = &links[(*count)++];
		link->no = DatumGetInt32(bp_lookup_given(row, 1));
		link->code = code[0] != '\0' ? code : NULL;
		link->department = DatumGetPointer(department) != NULL ?
			TextDatumGetCString(department) : NULL;
		link->previous_no = by_code ? 0 : previous_no;
		link->previous_code = DatumGetPointer(previous_code) != NULL ?
			TextDatumGetCString(previous_code) : NULL;
		link->none = by_code && link->previous_code == NULL;
		link->reason = TextDatumGetCString(bp_lookup_given(row, 6));
	}
	if (*count > 1)
		qsort(links, *count, sizeof(BpLink), link_order);
	return links;
}

/* The indicators of the year before, of all predecessors. */
static Former *
former_indicators(BpPairs *pairs, const BpPair *pair, int *count)
{
	IndicatorList **lists = (IndicatorList **) bp_contents_before(pairs, pair, read_indicators);
	Former	   *formers;

	*count = 0;
	for (int i = 0; i < pair->nsources; i++)
		*count += lists[i]->count;
	formers = (Former *) palloc(sizeof(Former) * (*count + 1));
	*count = 0;
	for (int i = 0; i < pair->nsources; i++)
	{
		for (int j = 0; j < lists[i]->count; j++)
		{
			Former	   *former = &formers[(*count)++];

			former->source = &pair->sources[i];
			former->list = lists[i];
			former->indicator = &lists[i]->indicators[j];
		}
	}
	return formers;
}

static BpMatchRow
match_row(const Indicator *indicator, const char *department)
{
	BpMatchRow	row = {0};

	row.department = department;
	row.no = indicator->no;
	row.code = indicator->code;
	row.stem = indicator->stem;
	row.stem_hash = indicator->stem_hash;
	row.class_stem = indicator->class_stem;
	return row;
}

/*
 * What a reader should know
 */

static void
append_part(StringInfo text, const char *part)
{
	if (text->len > 0)
		appendStringInfoString(text, "; ");
	appendStringInfoString(text, part);
}

static void
append_targets(StringInfo text, IndicatorPair *both)
{
	static const char *const was[] = {
		"number", "date target", "several values", "qualitative target",
		"deferred target", "template residue", "blank target"
	};
	static const char *const became[] = {
		"a number", "a date", "several values", "qualitative",
		"deferred", "template residue", "blank"
	};
	const BpIndicatorReading *now = &both->now->reading;
	const BpIndicatorReading *before = &both->before->reading;
	BpTargetChange *change = &both->change;

	StaticAssertStmt(lengthof(was) == BP_SORT_BLANK + 1 && lengthof(became) == lengthof(was),
					 "a word for each sort of target");
	if (!change->same_sort)
		append_part(text, psprintf("%s became %s", was[before->sort], became[now->sort]));
	else if (now->sort == BP_SORT_DEFERRED)
		append_part(text, "deferred in both years");
	else if (now->sort == BP_SORT_TEMPLATE)
		append_part(text, "not filled in in both years");
	else if (now->sort == BP_SORT_BLANK)
		append_part(text, "blank in both years");
	else if (change->has_days && change->days != 0)
		append_part(text, change->days < 0 ? "date moved earlier" : "date moved later");
	else if (change->has_days && now->date > before->date)
		append_part(text, "the same day a year later");
	else if (!change->has_days && now->sort != BP_SORT_NUMBER &&
			 !bp_same_words(now, before, change))
		append_part(text, "wording changed");
}

static bool
other_comparator(const Indicator *now, const Indicator *before)
{
	const char *a = now->reading.comparator;
	const char *b = before->reading.comparator;

	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

static void
append_measure(StringInfo text, const IndicatorPair *both)
{
	const BpIndicatorReading *now = &both->now->reading;
	const BpIndicatorReading *before = &both->before->reading;
	bool		numbers = now->sort == BP_SORT_NUMBER && before->sort == BP_SORT_NUMBER;

	if (both->change.unit_changed)
		append_part(text, "unit changed");
	else if (numbers && (now->value_unit == NULL) != (before->value_unit == NULL))
		append_part(text, "unit given in one year only");
	else if (now->is_scaled && before->is_scaled && now->scale != before->scale)
		append_part(text, "unit converted");
	if (both->change.direction_changed)
		append_part(text, "direction changed");
	else if (numbers && other_comparator(both->now, both->before))
		append_part(text, "comparator changed");
}

static bool
same_text(Datum a, Datum b)
{
	return strcmp(TextDatumGetCString(a), TextDatumGetCString(b)) == 0;
}

/* In two taxonomies, a class is the same by its code or by its names. */
static bool
class_changed(const Indicator *now, const Indicator *before)
{
	if (now->class == before->class)
		return false;
	if (now->class != NULL && before->class != NULL &&
		same_text(now->class->code, before->class->code))
		return false;
	return !same_text(now->level1, before->level1) || !same_text(now->level2, before->level2);
}

static void
put_comparability(BpPairs *pairs, BpRow *row, const BpPair *pair, IndicatorPair *both)
{
	static const char *const comparable = "comparable";
	StringInfoData text;

	initStringInfo(&text);
	if (strcmp(pair->comparability, comparable) != 0)
		append_part(&text, pair->comparability);
	if (both->before == NULL && pair->nsources > 0)
		append_part(&text, "new indicator");
	if (both->now == NULL)
		append_part(&text, "dropped indicator");
	if (both->matched_by != NULL)
	{
		append_targets(&text, both);
		append_measure(&text, both);
		if (class_changed(both->now, both->before))
			append_part(&text, "class changed");
		if (strcmp(both->matched_by, "name") != 0 &&
			strcmp(both->now->stem, both->before->stem) != 0)
			append_part(&text, "name changed");
	}
	if (both->reason != NULL)
		append_part(&text, psprintf("link: %s", both->reason));
	if (text.len == 0)
		bp_put_word(pairs, row, comparable);
	else
		bp_put_text(row, text.data);
}

/*
 * Rows
 */

static void
put_number(BpRow *row, Numeric number)
{
	bp_put_if(row, NumericGetDatum(number));
}

static void
put_scale(BpRow *row, const BpIndicatorReading *reading)
{
	if (reading->is_scaled)
		bp_put(row, Int64GetDatum(reading->scale));
	else
		bp_put_null(row);
}

static void
put_reading(BpPairs *pairs, BpRow *row, const Indicator *now, const Indicator *before)
{
	bp_put_if(row, now->target);
	bp_put_if(row, before->target);
	bp_put_word(pairs, row, now->reading.kind);
	bp_put_word(pairs, row, before->reading.kind);
	bp_put_word(pairs, row, now->reading.comparator);
	bp_put_word(pairs, row, before->reading.comparator);
	put_number(row, now->reading.value);
	put_number(row, before->reading.value);
	put_number(row, now->reading.upper_value);
	put_number(row, before->reading.upper_value);
}

static void
put_measure(BpRow *row, const Indicator *now, const Indicator *before)
{
	bp_put_text(row, now->reading.unit);
	bp_put_text(row, before->reading.unit);
	bp_put_text(row, now->reading.value_unit);
	bp_put_text(row, before->reading.value_unit);
	put_scale(row, &now->reading);
	put_scale(row, &before->reading);
	bp_put_int(row, now->reading.has_date, now->reading.date);
	bp_put_int(row, before->reading.has_date, before->reading.date);
	bp_put_if(row, now->weight);
	bp_put_if(row, before->weight);
}

static void
put_indicator(BpPairs *pairs, BpRow *row, const BpPair *pair, IndicatorPair *both)
{
	static const Indicator nothing;
	const Indicator *now = both->now != NULL ? both->now : &nothing;
	const Indicator *before = both->before != NULL ? both->before : &nothing;
	const Indicator *shown = both->now != NULL ? both->now : both->before;
	bool		matched = both->matched_by != NULL;
	const char *change = NULL;
	const char *comparison = "no";

	if (matched)
		bp_target_change(&now->reading, &before->reading, pair->now.fiscal_year, &both->change);
	if (pair->nsources > 0)
		change = both->before == NULL ? "new" : both->now == NULL ? "dropped" :
			bp_change_word(&now->reading, &before->reading, &both->change);
	if (matched && both->change.compares)
		comparison = pair->comparable &&
			(pair->nsources > 1 || other_comparator(now, before)) ? "partly" : pair->comparison;

	bp_row_begin(pairs, row);
	bp_put_int(row, true, pair->now.version);
	bp_put_before(row, pair, both->former != NULL ? both->former->source : pair->single);
	bp_put_int(row, both->now != NULL, now->no);
	bp_put_int(row, both->before != NULL, before->no);
	bp_put(row, shown->name);
	bp_put_if(row, before->name);
	put_reading(pairs, row, now, before);
	bp_put_word(pairs, row, change);
	bp_put_bool(row, matched && both->change.unit_changed);
	bp_put_word(pairs, row,
				matched ? bp_ambition_word(&now->reading, &before->reading, &both->change) : NULL);
	bp_put_word(pairs, row, both->matched_by);
	bp_put_bool(row, pair->comparable && pair->single != NULL && matched && both->change.compares);
	put_comparability(pairs, row, pair, both);
	bp_put_word(pairs, row, comparison);
	bp_put_if(row, DatumGetPointer(now->code_text) != NULL ? now->code_text : before->code_text);
	bp_put_if(row, shown->class != NULL ? shown->class->code : (Datum) 0);
	bp_put_if(row, before->class != NULL ? before->class->code : (Datum) 0);
	bp_put(row, shown->level1);
	bp_put(row, shown->level2);
	bp_put_if(row, before->level1);
	bp_put_if(row, before->level2);
	put_measure(row, now, before);
	bp_put_text(row, both->reason);
	bp_put_bool(row, both->former != NULL && both->former->list->measured);
	bp_row_end(pairs, row);
}

Datum
budget_perf_yoy_indicator(PG_FUNCTION_ARGS)
{
	BpPair		pair;
	Indicators *state = (Indicators *) bp_pairs_begin(fcinfo, sizeof(Indicators), &pair);
	BpPairs    *pairs = (BpPairs *) state;
	const IndicatorList *list;
	Former	   *formers;
	int			nformers;
	BpLink	   *links;
	int			nlinks;
	BpMatchRow *current;
	BpMatchRow *previous;
	BpRow		row = {0};

	if (state == NULL || !pair.filed)
		return (Datum) 0;
	state->indicators.query = indicators_query;
	state->indicators.nkeys = 3;
	state->links.query = links_query;
	state->links.nkeys = 2;
	state->measured.query = measured_query;
	state->measured.nkeys = 2;

	formers = former_indicators(pairs, &pair, &nformers);
	list = (const IndicatorList *) bp_content(pairs, &pair.now, read_indicators);
	links = read_links(state, &pair, &nlinks);
	current = (BpMatchRow *) palloc(sizeof(BpMatchRow) * (list->count + 1));
	for (int i = 0; i < list->count; i++)
		current[i] = match_row(&list->indicators[i], NULL);
	previous = (BpMatchRow *) palloc(sizeof(BpMatchRow) * (nformers + 1));
	for (int i = 0; i < nformers; i++)
		previous[i] = match_row(formers[i].indicator, formers[i].source->code);
	bp_match(current, list->count, previous, nformers, links, nlinks);

	for (int i = 0; i < list->count; i++)
	{
		IndicatorPair both = {.now = &list->indicators[i]};

		if (current[i].partner >= 0)
			both.former = &formers[current[i].partner];
		both.before = both.former != NULL ? both.former->indicator : NULL;
		both.matched_by = current[i].matched_by;
		both.reason = current[i].reason;
		put_indicator(pairs, &row, &pair, &both);
	}
	for (int i = 0; i < nformers; i++)
	{
		IndicatorPair both = {.before = formers[i].indicator,.former = &formers[i]};

		if (previous[i].partner < 0)
			put_indicator(pairs, &row, &pair, &both);
	}
	return (Datum) 0;
}
