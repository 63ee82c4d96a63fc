/*
 * match.c
 *	  Which indicator of this year is which of the year before.
 *
 * Invariant: every indicator of either year stands in exactly one row of the
 * result, alone or beside its counterpart; nothing is matched twice and
 * nothing is dropped.  Links that a person gave come first, then equal codes,
 * then equal names: of the same class before those of another, in printed
 * order within each.  Two indicators with different codes are different ones,
 * whatever their names; only a link joins them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "names_sql.h"

/* Arguments of match_indicators(), by position. */
enum
{
	ARG_NO,
	ARG_CODE,
	ARG_NAME,
	ARG_LEVEL2,
	ARG_PREVIOUS_DEPARTMENT,
	ARG_PREVIOUS_VERSION,
	ARG_PREVIOUS_NO,
	ARG_PREVIOUS_CODE,
	ARG_PREVIOUS_NAME,
	ARG_PREVIOUS_LEVEL2,
	ARG_LINK_NO,
	ARG_LINK_CODE,
	ARG_LINK_PREVIOUS_DEPARTMENT,
	ARG_LINK_PREVIOUS_NO,
	ARG_LINK_PREVIOUS_CODE,
	ARG_LINK_REASON,
	ARGUMENTS
};

#define RESULT_COLUMNS	6

typedef struct Column
{
	int			count;
	Datum	   *values;
	bool	   *nulls;
} Column;

typedef struct Row
{
	const char *department;		/* NULL on this year's side */
	int32		version;
	int32		no;
	const char *code;			/* NULL = none */
	const char *stem;			/* normal form of the name; empty: none */
	uint32		stem_hash;
	const char *class_stem;
	bool		settled;		/* a link says that it has no counterpart */
	int			partner;		/* -1 = none so far */
	const char *matched_by;
	const char *reason;			/* of the link */
} Row;

static Column get_column(FunctionCallInfo fcinfo, int argument, Oid type, int count);
static const char *text_at(const Column *column, int at);
static int32 number_at(const Column *column, int at);
static Row *get_side(FunctionCallInfo fcinfo, int department, int version, int no, int code,
					 int name, int level2, int *count);
static Row *find(Row *rows, int count, const char *department, int32 no, const char *code);
static void pair(Row *current, int c, Row *previous, int p, const char *matched_by);
static void follow_links(FunctionCallInfo fcinfo, Row *current, int ncurrent,
						 Row *previous, int nprevious);

PG_FUNCTION_INFO_V1(budget_perf_match_indicators);

/* An array argument; a null one is empty.  count -1: any length. */
static Column
get_column(FunctionCallInfo fcinfo, int argument, Oid type, int count)
{
	Column		column = {0};

	if (!PG_ARGISNULL(argument))
	{
		ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argument);

		if (ARR_NDIM(array) > 1)
			ereport(ERROR,
					(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					 errmsg("argument %d must be an array of one dimension", argument + 1)));
		if (type == INT4OID)
			deconstruct_array(array, INT4OID, sizeof(int32), true, TYPALIGN_INT,
							  &column.values, &column.nulls, &column.count);
		else
			deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
							  &column.values, &column.nulls, &column.count);
	}
	if (count >= 0 && column.count != count)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("argument %d has %d elements, not %d", argument + 1,
						column.count, count)));
	return column;
}

static const char *
text_at(const Column *column, int at)
{
	return column->nulls[at] ? NULL : TextDatumGetCString(column->values[at]);
}

static int32
number_at(const Column *column, int at)
{
	return column->nulls[at] ? 0 : DatumGetInt32(column->values[at]);
}

/* One year's indicators; department and version are -1 for this year's. */
static Row *
get_side(FunctionCallInfo fcinfo, int department, int version, int no, int code,
		 int name, int level2, int *count)
{
	Column		numbers = get_column(fcinfo, no, INT4OID, -1);
	Column		codes = get_column(fcinfo, code, TEXTOID, numbers.count);
	Column		names = get_column(fcinfo, name, TEXTOID, numbers.count);
	Column		classes = get_column(fcinfo, level2, TEXTOID, numbers.count);
	Column		departments = {0};
	Column		versions = {0};
	Row		   *rows = palloc0(sizeof(Row) * Max(numbers.count, 1));

	if (department >= 0)
	{
		departments = get_column(fcinfo, department, TEXTOID, numbers.count);
		versions = get_column(fcinfo, version, INT4OID, numbers.count);
	}
	for (int i = 0; i < numbers.count; i++)
	{
		Row		   *row = &rows[i];
		const char *printed = text_at(&names, i);
		const char *level = text_at(&classes, i);

		CHECK_FOR_INTERRUPTS();
		row->no = number_at(&numbers, i);
		row->code = text_at(&codes, i);
		row->stem = printed ? bp_names_apply(bp_indicator_stem, printed) : "";
		row->stem_hash = hash_bytes((const unsigned char *) row->stem, strlen(row->stem));
		row->class_stem = level ? bp_names_apply(bp_class_stem, level) : "";
		row->partner = -1;
		if (department >= 0)
		{
			row->department = text_at(&departments, i);
			row->version = number_at(&versions, i);
		}
	}
	*count = numbers.count;
	return rows;
}

/* The first row without a partner that a link means, by number or by code. */
static Row *
find(Row *rows, int count, const char *department, int32 no, const char *code)
{
	for (int i = 0; i < count; i++)
	{
		Row		   *row = &rows[i];

		if (row->partner >= 0 || row->settled)
			continue;
		if (department != NULL && row->department != NULL &&
			strcmp(department, row->department) != 0)
			continue;
		if (code != NULL ? row->code != NULL && strcmp(row->code, code) == 0 : row->no == no)
			return row;
	}
	return NULL;
}

static void
pair(Row *current, int c, Row *previous, int p, const char *matched_by)
{
	current[c].partner = p;
	previous[p].partner = c;
	current[c].matched_by = matched_by;
}

static void
follow_links(FunctionCallInfo fcinfo, Row *current, int ncurrent, Row *previous, int nprevious)
{
	Column		reasons = get_column(fcinfo, ARG_LINK_REASON, TEXTOID, -1);
	Column		numbers = get_column(fcinfo, ARG_LINK_NO, INT4OID, reasons.count);
	Column		codes = get_column(fcinfo, ARG_LINK_CODE, TEXTOID, reasons.count);
	Column		departments = get_column(fcinfo, ARG_LINK_PREVIOUS_DEPARTMENT, TEXTOID, reasons.count);
	Column		previous_numbers = get_column(fcinfo, ARG_LINK_PREVIOUS_NO, INT4OID, reasons.count);
	Column		previous_codes = get_column(fcinfo, ARG_LINK_PREVIOUS_CODE, TEXTOID, reasons.count);

	for (int i = 0; i < reasons.count; i++)
	{
		Row		   *c = find(current, ncurrent, NULL, number_at(&numbers, i), text_at(&codes, i));
		Row		   *p;

		if (c == NULL)
			continue;
		if (previous_numbers.nulls[i] && previous_codes.nulls[i])
		{
			/* It looks like an old one and is not. */
			c->settled = true;
			c->reason = text_at(&reasons, i);
			continue;
		}
		p = find(previous, nprevious, text_at(&departments, i), number_at(&previous_numbers, i),
				 text_at(&previous_codes, i));
		if (p == NULL)
			continue;
		pair(current, c - current, previous, p - previous, "link");
		c->reason = text_at(&reasons, i);
	}
}

/*
 * match_indicators(this year's numbers, codes, names, level-two labels;
 *					departments, versions and the same of the year before;
 *					links: number or code, department, number or code of the
 *					year before, reason)
 * returns setof (indicator_no, previous_department_code, previous_version,
 *				  previous_indicator_no, matched_by, reason)
 *
 * Both sides in printed order.
 */
Datum
budget_perf_match_indicators(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Row		   *current;
	Row		   *previous;
	int			ncurrent;
	int			nprevious;

	Assert(PG_NARGS() == ARGUMENTS);
	InitMaterializedSRF(fcinfo, 0);
	current = get_side(fcinfo, -1, -1, ARG_NO, ARG_CODE, ARG_NAME, ARG_LEVEL2, &ncurrent);
	previous = get_side(fcinfo, ARG_PREVIOUS_DEPARTMENT, ARG_PREVIOUS_VERSION, ARG_PREVIOUS_NO,
						ARG_PREVIOUS_CODE, ARG_PREVIOUS_NAME, ARG_PREVIOUS_LEVEL2, &nprevious);
	follow_links(fcinfo, current, ncurrent, previous, nprevious);

	/* Codes, then names within a class, then names. */
	for (int pass = 0; pass < 3; pass++)
	{
		for (int c = 0; c < ncurrent; c++)
		{
			CHECK_FOR_INTERRUPTS();
			if (current[c].partner >= 0 || current[c].settled)
				continue;
			for (int p = 0; p < nprevious; p++)
			{
				bool		both_coded = current[c].code != NULL && previous[p].code != NULL;

				if (previous[p].partner >= 0)
					continue;
				if (pass == 0)
				{
					if (!both_coded || strcmp(current[c].code, previous[p].code) != 0)
						continue;
				}
				else if (both_coded || current[c].stem[0] == '\0' ||
						 current[c].stem_hash != previous[p].stem_hash ||
						 strcmp(current[c].stem, previous[p].stem) != 0 ||
						 (pass == 1 && strcmp(current[c].class_stem, previous[p].class_stem) != 0))
					continue;
				pair(current, c, previous, p, pass == 0 ? "code" : "name");
				break;
			}
		}
	}

	for (int i = 0; i < ncurrent + nprevious; i++)
	{
		const Row  *c = i < ncurrent ? &current[i] : NULL;
		const Row  *p = i >= ncurrent ? &previous[i - ncurrent] :
			c->partner >= 0 ? &previous[c->partner] : NULL;
		Datum		values[RESULT_COLUMNS] = {0};
		bool		nulls[RESULT_COLUMNS] = {true, true, true, true, true, true};

		if (c == NULL && p->partner >= 0)
			continue;			/* stands beside its counterpart */
		if (c != NULL)
		{
			values[0] = Int32GetDatum(c->no);
			nulls[0] = false;
		}
		if (p != NULL)
		{
			nulls[1] = p->department == NULL;
			if (p->department != NULL)
				values[1] = CStringGetTextDatum(p->department);
			values[2] = Int32GetDatum(p->version);
			values[3] = Int32GetDatum(p->no);
			nulls[2] = nulls[3] = false;
		}
		if (c != NULL && c->matched_by != NULL)
		{
			values[4] = CStringGetTextDatum(c->matched_by);
			nulls[4] = false;
		}
		if (c != NULL && c->reason != NULL)
		{
			values[5] = CStringGetTextDatum(c->reason);
			nulls[5] = false;
		}
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
