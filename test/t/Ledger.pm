# What the TAP tests share: a server with two ledgers full of declarations in
# every state, and ledgers as text, for comparing.
package Ledger;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_server fill document contents layout faults refused query same);

my $data = 'test/data';

sub start_server
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name // 'main');

	# Documents are in Chinese.
	$node->init(extra => [ '--encoding', 'UTF8', '--no-locale' ]);
	$node->append_conf('postgresql.conf', 'jit = off');
	$node->start;
	return $node;
}

# One result as text; an error ends the test.
sub query
{
	my ($node, $database, $sql) = @_;
	return $node->safe_psql($database, $sql);
}

# A document of test/data, as a quoted SQL literal.
sub document
{
	my ($name) = @_;
	my $text = slurp_file("$data/$name.json");
	$text =~ s/'/''/g;
	return "'$text'::jsonb";
}

# Fills a new database: declarations that are approved, submitted, drafts,
# amended and recorded, in the ledger "budget" and in a second one.
sub fill
{
	my ($node, $database) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my ($reference, $before, $after) =
	  map { document($_) } qw(reference zhanjiang-2023 zhanjiang-2024);
	query(
		$node, $database, qq{
		CREATE EXTENSION budget_perf;
		SELECT budget_perf.create_ledger('other');

		SELECT budget_perf.import_declaration($reference);
		SELECT budget_perf.submit('440115012', 2023, comment => '报送');
		SELECT budget_perf.approve('440115012', 2023, comment => '批复');
		SELECT budget_perf.amend('440115012', 2023, comment => '调整');

		SELECT budget_perf.import_declaration($before);
		UPDATE budget.declaration SET status = 'recorded' WHERE department_code = '440800014' AND fiscal_year = 2023;
		SELECT budget_perf.import_declaration($after);

		INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, note)
		VALUES ('440115012', 2023, 1, 1, '2023-12-31', 29, '全年');
		INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
		VALUES ('440115012', 2023, '2023-06-30', 1, 'project_expenditure', 1234567.89);
		INSERT INTO budget.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
		SELECT id, '440115012', 2024, 2024, '理由', '财政局', '2024-12-31' FROM budget.rule ORDER BY id LIMIT 1;
		INSERT INTO budget.department_succession (predecessor_code, successor_code, fiscal_year, kind)
		VALUES ('440115012', '440800014', 2025, 'merge');

		-- What owners add of their own comes along as well.
		ALTER TABLE budget.department ADD COLUMN remark text;
		UPDATE budget.department SET remark = '备注';
		CREATE INDEX department_name_idx ON budget.department (name);

		SELECT budget_perf.import_declaration($reference, 'other');
		SELECT budget_perf.submit('440115012', 2023, ledger => 'other');
		SELECT budget_perf.send_back('440115012', 2023, ledger => 'other');
		SELECT budget_perf.submit('440115012', 2023, ledger => 'other');
		SELECT budget_perf.import_declaration($after, 'other');
	});
}

# Every row of every table of a ledger, in an order of its own.
sub contents
{
	my ($node, $database, $ledger) = @_;
	my $tables = query(
		$node, $database, qq{
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind IN ('r', 'p')
		ORDER BY c.relname COLLATE "C"});
	my $text = '';
	foreach my $table (split /\n/, $tables)
	{
		$text .= "-- $table\n"
		  . query($node, $database,
			qq{SELECT t::text FROM $ledger."$table" t ORDER BY t::text COLLATE "C"})
		  . "\n";
	}
	return $text;
}

# What the catalogs say of a ledger: columns, comments, constraints, indexes,
# triggers with their state, views, row security, owners and rights.
sub layout
{
	my ($node, $database, $ledger) = @_;
	return query(
		$node, $database, qq{
		SELECT line FROM (
			SELECT format('%s %s owner %s rights %s options %s comment %s', c.relkind, c.relname, c.relowner::regrole,
					c.relacl, c.reloptions, obj_description(c.oid, 'pg_class'))
			FROM pg_class c WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind <> 'i'
			UNION ALL
			SELECT format('column %s.%s %s %s comment %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
					a.attnotnull, col_description(c.oid, a.attnum))
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind IN ('r', 'v')
			UNION ALL
			SELECT format('default %s %s', d.adrelid::regclass, pg_get_expr(d.adbin, d.adrelid))
			FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid WHERE c.relnamespace = '$ledger'::regnamespace
			UNION ALL
			SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
			FROM pg_constraint WHERE connamespace = '$ledger'::regnamespace
			UNION ALL
			SELECT format('index %s', pg_get_indexdef(c.oid))
			FROM pg_class c WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind = 'i'
			UNION ALL
			SELECT format('trigger %s %s', t.tgenabled, pg_get_triggerdef(t.oid))
			FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
			WHERE c.relnamespace = '$ledger'::regnamespace AND NOT t.tgisinternal
			UNION ALL
			SELECT format('view %s %s', c.relname, pg_get_viewdef(c.oid))
			FROM pg_class c WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind = 'v'
			UNION ALL
			SELECT format('row security %s %s %s', c.relname, c.relrowsecurity, c.relforcerowsecurity)
			FROM pg_class c WHERE c.relnamespace = '$ledger'::regnamespace AND c.relkind = 'r'
			UNION ALL
			SELECT format('policy %s.%s %s %s %s using %s check %s comment %s', c.relname, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
				pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid), obj_description(p.oid, 'pg_policy'))
			FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = '$ledger'::regnamespace
			UNION ALL
			SELECT format('schema %s %s %s', n.nspowner::regrole, n.nspacl, obj_description(n.oid, 'pg_namespace'))
			FROM pg_namespace n WHERE n.nspname = '$ledger'
		) l (line) ORDER BY line COLLATE "C"});
}

# The findings of verify(), one line each; empty if there are none.
sub faults
{
	my ($node, $database, $ledger) = @_;
	return query($node, $database,
		qq{SELECT rule, severity, location, message FROM budget_perf.verify('$ledger')});
}

# Whether two long texts are the same; if not, only the lines that differ are shown.
sub same
{
	my ($got, $expected, $name) = @_;
	return pass($name) if $got eq $expected;
	my %lines;
	$lines{$_}++ foreach split /\n/, $expected;
	$lines{$_}-- foreach split /\n/, $got;
	fail($name);
	diag(($lines{$_} > 0 ? 'missing: ' : 'new: ') . $_) foreach grep { $lines{$_} } sort keys %lines;
	return 0;
}

# Whether a statement is refused with this SQLSTATE.
sub refused
{
	my ($node, $database, $sql, $sqlstate, $name) = @_;
	my ($status, $out, $err) = $node->psql($database, "\\set VERBOSITY sqlstate\n$sql", on_error_stop => 1);
	isnt($status, 0, "$name: refused");
	like($err, qr/ERROR:\s+$sqlstate\b/, "$name: SQLSTATE $sqlstate");
}

1;
