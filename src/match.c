/*
 * match.c
 *	  Which indicator of this year is which of the year before.
 *
 * Invariant: nothing is matched twice.  Links that a person gave come first,
 * then equal codes, then equal names: of the same class before those of
 * another, in printed order within each.  Two indicators with different codes
 * are different ones, whatever their names; only a link joins them.
 */
#include "match.h"

#include "miscadmin.h"

static BpMatchRow *find(BpMatchRow *rows, int count, const char *department, int32 no,
						const char *code);
static void pair_up(BpMatchRow *current, int c, BpMatchRow *previous, int p,
					const char *matched_by);
static void follow_links(BpMatchRow *current, int ncurrent, BpMatchRow *previous, int nprevious,
						 const BpLink *links, int nlinks);
static bool go_together(const BpMatchRow *current, const BpMatchRow *previous, int pass);

/* The first row without a partner that a link means, by number or by code. */
static BpMatchRow *
find(BpMatchRow *rows, int count, const char *department, int32 no, const char *code)
{
	for (int i = 0; i < count; i++)
	{
		BpMatchRow *row = &rows[i];

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
pair_up(BpMatchRow *current, int c, BpMatchRow *previous, int p,
		const char *matched_by)
{
	current[c].partner = p;
	previous[p].partner = c;
	current[c].matched_by = matched_by;
}

static void
follow_links(BpMatchRow *current, int ncurrent, BpMatchRow *previous, int nprevious,
			 const BpLink *links, int nlinks)
{
	for (int i = 0; i < nlinks; i++)
	{
		const BpLink *link = &links[i];
		BpMatchRow *c = find(current, ncurrent, NULL, link->no, link->code);
		BpMatchRow *p;

		if (c == NULL)
			continue;
		if (link->none)
		{
			/* It looks like an old one and is not. */
			c->settled = true;
			c->reason = link->reason;
			continue;
		}
		p = find(previous, nprevious, link->department, link->previous_no, link->previous_code);
		if (p == NULL)
			continue;
		pair_up(current, c - current, previous, p - previous, "link");
		c->reason = link->reason;
	}
}

/* Codes, then names within a class, then names. */
static bool
go_together(const BpMatchRow *current, const BpMatchRow *previous, int pass)
{
	bool		both_coded = current->code != NULL && previous->code != NULL;

	if (pass == 0)
		return both_coded && strcmp(current->code, previous->code) == 0;
	return !both_coded && current->stem[0] != '\0' &&
		current->stem_hash == previous->stem_hash && strcmp(current->stem, previous->stem) == 0 &&
		(pass == 2 || strcmp(current->class_stem, previous->class_stem) == 0);
}

void
bp_match(BpMatchRow *current, int ncurrent, BpMatchRow *previous, int nprevious,
		 const BpLink *links, int nlinks)
{
	for (int c = 0; c < ncurrent; c++)
		current[c].partner = -1;
	for (int p = 0; p < nprevious; p++)
		previous[p].partner = -1;
	follow_links(current, ncurrent, previous, nprevious, links, nlinks);
	for (int pass = 0; pass < 3; pass++)
	{
		for (int c = 0; c < ncurrent; c++)
		{
			CHECK_FOR_INTERRUPTS();
			if (current[c].partner >= 0 || current[c].settled)
				continue;
			for (int p = 0; p < nprevious; p++)
			{
				if (previous[p].partner >= 0 || !go_together(&current[c], &previous[p], pass))
					continue;
				pair_up(current, c, previous, p, pass == 0 ? "code" : "name");
				break;
			}
		}
	}
}
