# Ways around the guards: what is read is not what is so.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('H');

my @views = split /\n/, query($node, 'source', "SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v' ORDER BY relname");
cmp_ok(scalar @views, '>', 30, 'the views are looked at');

# Two departments, each of which reads its own rows.
my $policies = join '', q{
	CREATE ROLE one;
	CREATE ROLE two;
	GRANT USAGE ON SCHEMA budget TO one, two;
	GRANT SELECT ON ALL TABLES IN SCHEMA budget TO one, two;},
  map { my ($table, $column) = @$_; "
	ALTER TABLE budget.$table ENABLE ROW LEVEL SECURITY;
	CREATE POLICY one ON budget.$table FOR SELECT TO one USING ($column = '001');
	CREATE POLICY two ON budget.$table FOR SELECT TO two USING ($column = '002');" }
  [ department => 'code' ], map { [ $_ => 'department_code' ] } qw(declaration budget_line task indicator seal history execution measurement amendment amendment_line waiver indicator_link);
$node->safe_psql('postgres', 'CREATE DATABASE two TEMPLATE source');
$node->safe_psql('two', $policies);
$node->safe_psql('two', q{SELECT public.draft('002', 2023), public.draft('001', 2022); SELECT budget_perf.submit('002', 2023), budget_perf.approve('002', 2023), budget_perf.record('001', 2022)});

# --- H1: views and row security ---

# What a role reads of a view: the words in it that belong to a department.
sub reads
{
	my ($role, $view) = @_;
	return query($node, 'two', qq{SET ROLE $role; SELECT coalesce(string_agg(DISTINCT w.word[1], ' '), '') FROM budget.$view AS v
		CROSS JOIN LATERAL regexp_matches(to_jsonb(v)::text, '"(001|002|甲局|乙局)"', 'g') AS w (word)});
}
my @leaks = grep { reads('one', $_) =~ /002|乙局/ || reads('two', $_) =~ /001|甲局/ } @views;
my @shows = grep { reads('one', $_) =~ /001/ } @views;
shown('H1 views and two departments', 'closed', 'each reads its own rows', !@leaks && @shows > 15) or diag("leaks: @leaks; shows: @shows");
detected('H1 view with the rights of its owner', ['verify_view effective_declaration'], 'ALTER VIEW budget.effective_declaration SET (security_invoker = false)');

# --- H2: functions that tell what they are given ---

$node->safe_psql('two', q{
	CREATE FUNCTION public.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE 'told %', $1; RETURN true; END $$});
my (undef, undef, $told) = $node->psql('two', q{
	SET ROLE two;
	SELECT count(*) FROM budget.effective_declaration WHERE public.tell(department_code);
	SELECT count(*) FROM budget.budget_line WHERE public.tell(department_code)});
shown('H2 leaky function', 'closed', 'it is given the own rows only', $told =~ /told 002/ && $told !~ /told 001/);
shown('H2 leakproof functions', 'closed', 'none but is_sealed', query($node, 'source', q{
	SELECT string_agg(proname, ' ') FROM pg_proc WHERE pronamespace = 'budget_perf'::regnamespace AND proleakproof}) eq 'is_sealed');

# --- H3: drafts among what is sealed ---

# A row for a year of which there is only a draft says so in one of its columns.
my @drafts = grep { query($node, 'two', qq{SELECT count(*) FROM budget.$_ AS v WHERE to_jsonb(v) @> '{"department_code": "002", "fiscal_year": 2024}'}) ne '0' } @views;
cmp_ok(scalar @drafts, '>', 5, 'H3: views that know of a draft');
shown('H3 drafts in reports', 'closed', 'they are marked as drafts', !grep {
	my $view = $_;
	query($node, 'two', qq{SELECT count(*) FROM budget.$view AS v WHERE to_jsonb(v) @> '{"department_code": "002", "fiscal_year": 2024}'
		AND NOT EXISTS (SELECT FROM jsonb_each_text(to_jsonb(v)) AS c WHERE c.value = 'draft')}) ne '0' } @drafts);
my $total = query($node, 'two', q{SELECT expenditure FROM budget.rollup_region WHERE fiscal_year = 2024});
shown('H3 drafts in totals', 'closed', 'they are in none', $total eq '300.00') or diag($total);

# --- H4: types ---

shown('H4 types of the columns', 'closed', 'built-in types only', query($node, 'source', q{
	SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
	WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND t.typnamespace <> 'pg_catalog'::regnamespace}) eq '0');

# --- H5: materialized views ---

shown('H5 stale materialized views', 'closed', 'there are none', query($node, 'source', q{
	SELECT count(*) FROM pg_class WHERE relnamespace IN ('budget'::regnamespace, 'budget_perf'::regnamespace) AND relkind = 'm'}) eq '0');

# --- H6: one plan, two roles ---

my $plan = session('two', 'SET plan_cache_mode = force_generic_plan', q{PREPARE who AS SELECT string_agg(DISTINCT department_code, ' ') FROM budget.effective_declaration});
my @who = map { $plan->ask("SET ROLE $_"); $plan->ask('EXECUTE who') } qw(one two one);
$plan->end;
shown('H6 plan of another role', 'closed', 'each reads its own rows', "@who" eq '001 002 001') or diag("@who");

$node->safe_psql('two', 'DROP OWNED BY one, two');
$node->safe_psql('postgres', 'DROP DATABASE two');
$node->safe_psql('postgres', 'DROP ROLE one; DROP ROLE two');
end_suite();
done_testing();
