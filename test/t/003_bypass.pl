# Ways around the triggers that a superuser or an owner has: verify() tells.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use Test::More;

my $node = start_server();
fill($node, 'source');
is(faults($node, 'source', 'budget'), '', 'clean before');

# Each runs in a database of its own and must leave findings that match.
sub found
{
	my ($name, $sql, $pattern) = @_;
	$node->safe_psql('postgres', 'CREATE DATABASE bypass TEMPLATE source');
	$node->safe_psql('bypass', $sql);
	like(faults($node, 'bypass', 'budget'), $pattern, $name);
	$node->safe_psql('postgres', 'DROP DATABASE bypass');
}

my $sealed = "department_code = '440115012' AND fiscal_year = 2023 AND version = 1";
my $replica = 'SET session_replication_role = replica;';

found('an amount changed as a replica would', "$replica UPDATE budget.budget_line SET amount = amount + 1 WHERE $sealed", qr/440115012/);
found('a task deleted as a replica would', "$replica DELETE FROM budget.task WHERE $sealed AND task_no = 2", qr/440115012/);
found('an indicator added as a replica would',
	"$replica INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, name) VALUES ('440115012', 2023, 1, 99, '多')",
	qr/440115012/);
found('the goal changed as a replica would', "$replica UPDATE budget.declaration SET goal = 'x' WHERE $sealed", qr/440115012/);
found('a seal deleted as a replica would', "$replica DELETE FROM budget.seal WHERE $sealed", qr/440115012/);
found('a digest changed as a replica would', "$replica UPDATE budget.seal SET digest = repeat('0', 64) WHERE $sealed", qr/440115012/);
found('a status set as a replica would',
	"$replica UPDATE budget.declaration SET status = 'approved' WHERE department_code = '440800014' AND fiscal_year = 2024", qr/440800014/);
found('children left without their declaration', "$replica DELETE FROM budget.declaration WHERE department_code = '440800014' AND fiscal_year = 2024",
	qr/440800014/);
found('a trigger disabled', 'ALTER TABLE budget.budget_line DISABLE TRIGGER USER', qr/budget_line/);
found('a trigger disabled, a change, and the trigger enabled again',
	"ALTER TABLE budget.budget_line DISABLE TRIGGER USER; UPDATE budget.budget_line SET amount = amount + 1 WHERE $sealed;"
	  . 'ALTER TABLE budget.budget_line ENABLE TRIGGER USER',
	qr/440115012/);
found('a trigger dropped', q{
	DO $$ DECLARE t name; BEGIN
		SELECT tgname INTO t FROM pg_trigger WHERE tgrelid = 'budget.task'::regclass AND NOT tgisinternal ORDER BY tgname LIMIT 1;
		EXECUTE format('DROP TRIGGER %I ON budget.task', t);
	END $$}, qr/task/);
found('a rewrite by ALTER TYPE ... USING',
	'DROP VIEW IF EXISTS ' . join(', ', split /\n/, query($node, 'source', "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v'"))
	  . ' CASCADE; ALTER TABLE budget.task ALTER COLUMN amount TYPE numeric(18,2) USING amount + 1',
	qr/440115012/);
found('a rule that turns writes away', 'CREATE RULE quiet AS ON UPDATE TO budget.budget_line DO INSTEAD NOTHING', qr/budget_line/);
found('an inheritance child', 'CREATE TABLE budget.more () INHERITS (budget.budget_line)', qr/budget_line|more/);

is(faults($node, 'source', 'budget'), '', 'and the source is clean still');
$node->stop;
done_testing();
