/*
 * yoy_task.c
 *	  Tasks of a department's year beside the year before.
 *
 * Invariant: each task of either year stands in exactly one row, alone or
 * beside its counterpart: the one of the same name; where a name stands more
 * than once, the first beside the first, in the order of departments and
 * numbers.  A task without a name has no counterpart.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "exact.h"
#include "names_sql.h"
#include "pair.h"

static const char *const tasks_query =
	"SELECT t.task_no, t.amount, t.name, t.content, t.expected_outcome FROM @ledger@.task t"
	" WHERE t.department_code OPERATOR(pg_catalog.=) $1"
	" AND t.fiscal_year OPERATOR(pg_catalog.=) $2 AND t.version OPERATOR(pg_catalog.=) $3";

typedef struct Tasks
{
	BpPairs		pairs;
	BpLookup	tasks;
} Tasks;

/* A task; NULL pointers are nulls. */
typedef struct Task
{
	int32		no;
	Datum		amount;
	Datum		name;
	Datum		content;
	Datum		expected_outcome;
	const char *normal;			/* name in its normal form; empty: none */
	uint32		hash;			/* of it */
} Task;

typedef struct TaskList
{
	int			count;
	int			space;
	Task	   *tasks;			/* by number */
} TaskList;

/* A task of the year before, and whether it is taken. */
typedef struct Former
{
	const BpSource *source;
	const Task *task;
	bool		taken;
} Former;

static int	by_number(const void *a, const void *b);
static void *read_tasks(BpPairs *pairs, const BpSource *source);
static Former *former_tasks(BpPairs *pairs, const BpPair *pair, int *count);
static Former *counterpart(const Task *task, Former *formers, int count);
static const char *task_change(const BpPair *pair, const Task *now, const Task *before);
static void put_task(BpPairs *pairs, BpRow *row, const BpPair *pair, const Task *now,
					 const Former *former);

PG_FUNCTION_INFO_V1(budget_perf_yoy_task);

static int
by_number(const void *a, const void *b)
{
	int32		x = ((const Task *) a)->no;
	int32		y = ((const Task *) b)->no;

	return (x > y) - (x < y);
}

static void *
read_tasks(BpPairs *pairs, const BpSource *source)
{
	Tasks	   *state = (Tasks *) pairs;
	TaskList   *list = (TaskList *) palloc(sizeof(TaskList));
	TupleTableSlot *row;

	list->count = 0;
	list->space = 16;
	list->tasks = (Task *) palloc(sizeof(Task) * list->space);
	bp_rows_of(pairs, &state->tasks, source);
	while ((row = bp_lookup_next(&state->tasks)) != NULL)
	{
		Task	   *task;

		if (list->count == list->space)
		{
			list->space *= 2;
			list->tasks = (Task *) repalloc(list->tasks, sizeof(Task) * list->space);
		}
		task = &list->tasks[list->count++];
		task->no = DatumGetInt32(bp_lookup_given(row, 1));
		task->amount = bp_lookup_copy(bp_lookup_value(row, 2));
		task->name = bp_lookup_copy(bp_lookup_given(row, 3));
		task->content = bp_lookup_copy(bp_lookup_value(row, 4));
		task->expected_outcome = bp_lookup_copy(bp_lookup_value(row, 5));
		task->normal = bp_names_apply(bp_normalise_name, TextDatumGetCString(task->name));
		task->hash = hash_bytes((const unsigned char *) task->normal, strlen(task->normal));
	}
	qsort(list->tasks, list->count, sizeof(Task), by_number);
	return list;
}

/* The tasks of the year before, of all predecessors. */
static Former *
former_tasks(BpPairs *pairs, const BpPair *pair, int *count)
{
	TaskList  **lists = (TaskList **) bp_contents_before(pairs, pair, read_tasks);
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
			former->task = &lists[i]->tasks[j];
			former->taken = false;
		}
	}
	return formers;
}

static Former *
counterpart(const Task *task, Former *formers, int count)
{
	if (task->normal[0] == '\0')
		return NULL;
	for (int i = 0; i < count; i++)
	{
		Former	   *former = &formers[i];

		if (!former->taken && former->task->hash == task->hash &&
			strcmp(former->task->normal, task->normal) == 0)
			return former;
	}
	return NULL;
}

static const char *
task_change(const BpPair *pair, const Task *now, const Task *before)
{
	bool		given;
	bool		was_given;
	int			order;

	if (pair->nsources == 0)
		return NULL;
	if (before == NULL)
		return "new";
	if (now == NULL)
		return "dropped";
	given = DatumGetPointer(now->amount) != NULL;
	was_given = DatumGetPointer(before->amount) != NULL;
	if (given != was_given)
		return "redefined";
	if (!given)
		return "unchanged";
	order = bp_exact_compare(DatumGetNumeric(now->amount), DatumGetNumeric(before->amount));
	return order > 0 ? "raised" : order < 0 ? "lowered" : "unchanged";
}

static void
put_task(BpPairs *pairs, BpRow *row, const BpPair *pair, const Task *now, const Former *former)
{
	const Task *before = former != NULL ? former->task : NULL;
	bool		blank = now == NULL || before == NULL ||
		DatumGetPointer(now->amount) == NULL || DatumGetPointer(before->amount) == NULL;

	bp_row_begin(pairs, row);
	bp_put_int(row, true, pair->now.version);
	bp_put_before(row, pair, former != NULL ? former->source : pair->single);
	bp_put_int(row, now != NULL, now != NULL ? now->no : 0);
	bp_put_int(row, before != NULL, before != NULL ? before->no : 0);
	bp_put_if(row, now != NULL ? now->name : before != NULL ? before->name : (Datum) 0);
	bp_put_if(row, now != NULL ? now->amount : (Datum) 0);
	bp_put_if(row, before != NULL ? before->amount : (Datum) 0);
	bp_put_word(pairs, row, task_change(pair, now, before));
	bp_put_bool(row, pair->comparable && pair->single != NULL && !blank);
	bp_put_word(pairs, row,
				!pair->comparable ? pair->comparability :
				before == NULL ? "new task" :
				now == NULL ? "dropped task" :
				blank ? "blank" : pair->comparability);
	bp_put_word(pairs, row,
				blank ? "no" :
				pair->comparable && pair->nsources > 1 ? "partly" : pair->comparison);
	bp_put_if(row, now != NULL ? now->content : (Datum) 0);
	bp_put_if(row, before != NULL ? before->content : (Datum) 0);
	bp_put_if(row, now != NULL ? now->expected_outcome : (Datum) 0);
	bp_put_if(row, before != NULL ? before->expected_outcome : (Datum) 0);
	bp_row_end(pairs, row);
}

Datum
budget_perf_yoy_task(PG_FUNCTION_ARGS)
{
	BpPair		pair;
	Tasks	   *state = (Tasks *) bp_pairs_begin(fcinfo, sizeof(Tasks), &pair);
	BpPairs    *pairs = (BpPairs *) state;
	const TaskList *list;
	Former	   *formers;
	int			nformers;
	BpRow		row = {0};

	if (state == NULL || !pair.filed)
		return (Datum) 0;
	state->tasks.query = tasks_query;
	state->tasks.nkeys = 3;
	formers = former_tasks(pairs, &pair, &nformers);
	list = (const TaskList *) bp_content(pairs, &pair.now, read_tasks);
	for (int i = 0; i < list->count; i++)
	{
		Former	   *former = counterpart(&list->tasks[i], formers, nformers);

		CHECK_FOR_INTERRUPTS();
		if (former != NULL)
			former->taken = true;
		put_task(pairs, &row, &pair, &list->tasks[i], former);
	}
	for (int i = 0; i < nformers; i++)
	{
		if (!formers[i].taken)
			put_task(pairs, &row, &pair, NULL, &formers[i]);
	}
	return (Datum) 0;
}
