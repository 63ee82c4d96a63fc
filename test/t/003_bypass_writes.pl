# Ways around the guards: plain writes.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('A');
my $line = "department_code = '001' AND fiscal_year = 2024";    # of a submitted declaration

# --- A1: every statement that writes ---

closed('A1 insert', $sealed, q{INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'own_level', 5)});
closed('A1 update', $sealed, "UPDATE budget.budget_line SET amount = amount + 1 WHERE $approved");
closed('A1 update of nothing', $sealed, "UPDATE budget.task SET name = name WHERE $submitted");
closed('A1 delete', $sealed, "DELETE FROM budget.indicator WHERE $submitted");
closed('A1 copy', $sealed, "COPY budget.task (department_code, fiscal_year, version, task_no) FROM stdin;\n001\t2024\t1\t9\n\\.\n");
closed('A1 copy freeze', [ '55000', qr/^cannot perform COPY FREEZE / ],
	"COPY budget.task (department_code, fiscal_year, version, task_no) FROM stdin (FREEZE);\n001\t2024\t1\t9\n\\.\n");
closed('A1 merge', $sealed,
	"MERGE INTO budget.budget_line b USING (VALUES ('001')) AS v (d) ON b.department_code = v.d AND b.fiscal_year = 2024 WHEN MATCHED THEN UPDATE SET amount = 9");
closed('A1 on conflict', $sealed,
	"INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'other_income', 9) ON CONFLICT (department_code, fiscal_year, version, item_code) DO UPDATE SET amount = 9");
closed('A1 modifying cte', $sealed, "WITH x AS (DELETE FROM budget.task WHERE $submitted RETURNING 1) SELECT count(*) FROM x");
closed('A1 submit and write in one statement', [ $sealed->[0], qr/^declaration of department "002" for 2024, version 1 is submitted and cannot be changed$/ ],
	"WITH s AS (UPDATE budget.declaration SET status = 'submitted' WHERE $draft RETURNING *)"
	  . "INSERT INTO budget.budget_line SELECT department_code, fiscal_year, version, 'own_level', NULL FROM s");
closed('A1 view of the user', $sealed, "CREATE VIEW mine AS SELECT * FROM budget.budget_line; UPDATE mine SET amount = 1 WHERE $approved");
closed('A1 goal', $sealed, "UPDATE budget.declaration SET goal = 'x' WHERE $approved");
closed('A1 status', [ '55000 declaration_transition', qr/^declaration of department "002" for 2024, version 1 cannot go from draft to approved$/ ],
	"UPDATE budget.declaration SET status = 'approved' WHERE $draft");
closed('A1 insert as sealed', [ '55000 declaration_transition', qr/^declaration of department "002" for 2025, version 1 cannot be inserted as approved$/ ],
	"INSERT INTO budget.declaration (department_code, fiscal_year, form_code, status) VALUES ('002', 2025, 'district', 'approved')");
closed('A1 broken submission', $refused,
	"UPDATE budget.budget_line SET amount = 1 WHERE $draft AND item_code = 'other_income'; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
closed('A1 record tables', [ '23001 written_by_triggers', qr/^table "seal" is written by triggers only$/ ],
	"UPDATE budget.seal SET digest = repeat('0', 64) WHERE $submitted");

# --- A2: other parents, keys, cascades ---

closed('A2 out of what is sealed', $sealed, "UPDATE budget.task SET department_code = '002', task_no = 9 WHERE $submitted AND task_no = 1");
closed('A2 into what is sealed', $sealed, "UPDATE budget.task SET department_code = '001', task_no = 9 WHERE $draft AND task_no = 1");
closed('A2 parent deleted', [ '23503 seal_declaration_fkey', qr/^update or delete on table "declaration" violates foreign key/ ],
	"DELETE FROM budget.declaration WHERE $submitted");
closed('A2 key of the parent', [ '23503 seal_declaration_fkey', qr/^update or delete on table "declaration" violates foreign key/ ],
	"UPDATE budget.declaration SET fiscal_year = 2030 WHERE $submitted");
closed('A2 key of a draft with rows', [ '23503 budget_line_declaration_fkey', qr/^update or delete on table "declaration" violates foreign key/ ],
	"UPDATE budget.declaration SET fiscal_year = 2030 WHERE $draft");
closed('A2 cascade of an update', $sealed,
	"ALTER TABLE budget.seal DROP CONSTRAINT seal_declaration_fkey;"
	  . "ALTER TABLE budget.declaration DROP CONSTRAINT declaration_department_fkey,"
	  . " ADD FOREIGN KEY (department_code) REFERENCES budget.department ON UPDATE CASCADE;"
	  . "UPDATE budget.department SET code = '009' WHERE code = '001'");
closed('A2 cascade of a delete', $sealed,
	"CREATE TABLE item AS SELECT DISTINCT item_code FROM budget.budget_line; ALTER TABLE item ADD PRIMARY KEY (item_code);"
	  . "ALTER TABLE budget.budget_line ADD FOREIGN KEY (item_code) REFERENCES item ON DELETE CASCADE; DELETE FROM item WHERE item_code = 'other_income'");
closed('A2 row without a parent', [ '23503 task_declaration_fkey', qr/^insert or update on table "task" violates foreign key/ ],
	"INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2031, 1, 1)");

# --- A3: TRUNCATE ---

my $untruncated = [ '23001 declaration_sealed', qr/^table "\w+" cannot be truncated$/ ];
closed('A3 truncate', $untruncated, 'TRUNCATE budget.budget_line');
closed('A3 truncate cascade', $untruncated, 'TRUNCATE budget.department CASCADE');
closed('A3 truncate a record', $untruncated, 'TRUNCATE budget.seal');

# --- A4: savepoints and swallowed errors ---

closed('A4 savepoint', $sealed,
	"SAVEPOINT s; SELECT budget_perf.send_back('001', 2024); UPDATE budget.task SET content = 'x' WHERE $submitted; ROLLBACK TO s;"
	  . "UPDATE budget.task SET content = 'x' WHERE $submitted");
closed('A4 released savepoint', $sealed,
	"SAVEPOINT s; SELECT budget_perf.submit('002', 2024); RELEASE s; SAVEPOINT s; ROLLBACK TO s; UPDATE budget.task SET content = 'x' WHERE $submitted");
harmless('A4 swallowed error', '23001 swallowed, nothing written', qq{
	DO \$\$
	BEGIN
		BEGIN
			DELETE FROM budget.task WHERE $draft;
			DELETE FROM budget.task WHERE $submitted;
		EXCEPTION WHEN restrict_violation THEN NULL;
		END;
		UPDATE budget.task SET content = 'free' WHERE $draft;
		IF (SELECT count(*) FROM budget.task WHERE $draft) <> 2 THEN RAISE 'the draft lost its tasks'; END IF;
	END \$\$});
closed('A4 swallowed refusal', $sealed, qq{
	DO \$\$
	BEGIN
		BEGIN
			UPDATE budget.task SET amount = 999 WHERE $draft;
			UPDATE budget.declaration SET status = 'submitted' WHERE $draft;
			RAISE 'not refused';
		EXCEPTION WHEN check_violation THEN NULL;
		END;
		UPDATE budget.declaration SET status = 'submitted' WHERE $draft;
		UPDATE budget.task SET amount = 999 WHERE $submitted;
	END \$\$});
closed('A4 commit in a procedure', $sealed, qq{
	CREATE PROCEDURE step() LANGUAGE plpgsql AS \$\$
	BEGIN
		COMMIT;
		UPDATE budget.task SET content = 'x' WHERE $submitted;
	END \$\$;
	CALL step()});
$node->safe_psql('source', 'DROP PROCEDURE IF EXISTS step');

# --- A5: prepared transactions, with a crash between ---

# What holds the lock of a declaration, and what is done after the end of it.
sub prepared
{
	my ($name, $verdict, $prepared, $then) = @_;
	$node->safe_psql('postgres', 'CREATE DATABASE prepared TEMPLATE source');
	$node->safe_psql('prepared', "BEGIN; $prepared; PREPARE TRANSACTION 'between'");
	$node->stop('immediate');
	$node->start;
	is(query($node, 'prepared', 'SELECT gid FROM pg_prepared_xacts'), 'between', "$name: the prepared transaction outlives a crash");
	my ($status, undef, $err) = $node->psql('prepared', "\\set VERBOSITY sqlstate\nSET lock_timeout = '100ms'; $then", on_error_stop => 1);
	like($err, qr/ERROR:\s+55P03/, "$name: and holds the declaration");
	is(found('prepared'), '', "$name: nothing of it is seen before its end");
	$node->safe_psql('prepared', "COMMIT PREPARED 'between'");
	closed($name, $verdict, $then, 'prepared');
	is(found('prepared'), '', "$name: clean after it");
	$node->safe_psql('postgres', 'DROP DATABASE prepared');
	return;
}
prepared('A5 prepared edit, crash, submission', $refused, "UPDATE budget.budget_line SET amount = 51 WHERE $draft AND item_code = 'other_income'",
	"UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
prepared('A5 prepared submission, crash, edit', [ $sealed->[0], qr/^declaration of department "002" for 2024, version 1 is submitted/ ],
	"SELECT budget_perf.submit('002', 2024)", "UPDATE budget.budget_line SET amount = 51 WHERE $draft");
closed('A5 prepare after an error', $sealed, "BEGIN; UPDATE budget.task SET content = 'x' WHERE $submitted; PREPARE TRANSACTION 'never'");

# One that was forgotten: in this database all prepared transactions are two hours old.
detected('A5 prepared transaction that is left', ['verify_prepared warning left'], sub {
	my ($database) = @_;
	$node->safe_psql($database, "BEGIN; UPDATE budget.task SET content = 'x' WHERE $draft; PREPARE TRANSACTION 'left'");
	$node->safe_psql($database, "CREATE TABLE mine (); BEGIN; INSERT INTO mine DEFAULT VALUES; PREPARE TRANSACTION 'elsewhere'");
	is(found($database), '', 'a prepared transaction that is young is no finding');
	$node->safe_psql($database, q{SET allow_system_table_mods = on; CREATE OR REPLACE VIEW pg_catalog.pg_prepared_xacts AS
		SELECT p.transaction, p.gid, p.prepared - interval '2 hours' AS prepared, u.rolname AS owner, d.datname AS database
		FROM pg_prepared_xact() p JOIN pg_authid u ON u.oid = p.ownerid JOIN pg_database d ON d.oid = p.dbid});
}, then => sub { $node->safe_psql($_[0], "ROLLBACK PREPARED 'left'"); $node->safe_psql($_[0], "ROLLBACK PREPARED 'elsewhere'") });

# And one that outlived a restart: the time when it was prepared is put back in its file.
sub forget
{
	my ($database, $seconds) = @_;
	my $xid = $node->safe_psql('postgres', "SELECT transaction FROM pg_prepared_xacts WHERE database = '$database'");
	$node->stop;
	my $file = sprintf '%s/pg_twophase/%08X', $node->data_dir, $xid;
	($file) = glob($node->data_dir . sprintf '/pg_twophase/*%08X', $xid) unless -e $file;
	my $state = slurp_file($file);
	my ($crc) = unpack 'V', substr $state, -4;
	is(crc32c(substr $state, 0, -4), $crc, 'the file of a prepared transaction is read as it is made');
	substr $state, 16, 8, pack('q<', unpack('q<', substr $state, 16, 8) - $seconds * 1_000_000);
	substr $state, -4, 4, pack('V', crc32c(substr $state, 0, -4));
	open my $out, '>:raw', $file or die "$file: $!";
	print $out $state;
	close $out or die;
	$node->start;
	return;
}

sub crc32c
{
	my ($bytes) = @_;
	my @table = map { my $c = $_; $c = $c & 1 ? ($c >> 1) ^ 0x82F63B78 : $c >> 1 for 1 .. 8; $c } 0 .. 255;
	my $crc = 0xFFFFFFFF;
	$crc = $table[($crc ^ $_) & 0xFF] ^ ($crc >> 8) foreach unpack 'C*', $bytes;
	return $crc ^ 0xFFFFFFFF;
}

detected('A5 forgotten prepared transaction', ['verify_prepared warning forgotten'], sub {
	my ($database) = @_;
	$node->safe_psql($database, "BEGIN; UPDATE budget.task SET content = 'x' WHERE $draft; PREPARE TRANSACTION 'forgotten'");
	forget($database, 3500);
	is(found($database), '', 'one of less than an hour is no finding');
	forget($database, 200);
}, then => sub {
	my ($database) = @_;
	$node->safe_psql($database, "ROLLBACK PREPARED 'forgotten'");
});

# --- A6: nulls ---

closed('A6 null key', [ '23502', qr/^null value in column "item_code" / ], "INSERT INTO budget.budget_line VALUES ('002', 2024, 1, NULL, 1)");
closed('A6 null status', [ '23502', qr/^null value in column "status" / ], "UPDATE budget.declaration SET status = NULL WHERE $draft");
closed('A6 null where it was let in', [ '23502', qr/^column "name" of a table of the ledger is null$/ ],
	"ALTER TABLE budget.task ALTER COLUMN name DROP NOT NULL; UPDATE budget.task SET name = NULL WHERE $draft;"
	  . "UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
detected('A6 not null dropped', [ 'verify_column task name', 'verify_value task 002/2024/1/2' ],
	"ALTER TABLE budget.task ALTER COLUMN name DROP NOT NULL; UPDATE budget.task SET name = NULL WHERE $draft AND task_no = 2");
closed('A6 amounts blanked to pass', [ '23514 declaration_empty', qr/ breaks 1 rule: / ],
	"UPDATE budget.budget_line SET amount = NULL WHERE $draft; DELETE FROM budget.task WHERE $draft; DELETE FROM budget.indicator WHERE $draft;"
	  . "UPDATE budget.declaration SET status = 'submitted' WHERE $draft");

# --- A7: no numbers ---

closed('A7 NaN', [ '23514 budget_line_amount_finite', qr/^new row for relation "budget_line" violates check/ ],
	"UPDATE budget.budget_line SET amount = 'NaN' WHERE $draft");
closed('A7 Infinity', [ '22003', qr/^numeric field overflow$/ ], "UPDATE budget.budget_line SET amount = 'Infinity' WHERE $draft");
closed('A7 too large', [ '22003', qr/^numeric field overflow$/ ], "UPDATE budget.budget_line SET amount = 1e16 WHERE $draft");
closed('A7 far too large', [ '22003', qr/^numeric field overflow$/ ], "UPDATE budget.budget_line SET amount = '1e131071'::numeric WHERE $draft");
closed('A7 NaN weight', [ '23514 indicator_weight', qr/^new row for relation "indicator" violates check/ ],
	"UPDATE budget.indicator SET weight = 'NaN' WHERE $draft");
my $zero = sub { is(query($node, $_[0], "SELECT amount FROM budget.budget_line WHERE $draft AND item_code = 'own_level'"), '0.00', 'zero is kept as zero') };
harmless('A7 minus zero', 'it is zero', "INSERT INTO budget.budget_line VALUES ('002', 2024, 1, 'own_level', '-0'::numeric)", then => $zero);

# The same as bytes: a binary COPY of one line, with the sign word of a numeric.
sub binary_line
{
	my ($sign) = @_;
	my @fields = ('002', pack('N', 2024), pack('N', 1), 'own_level', pack('n4', 0, 0, $sign, 0));
	return "PGCOPY\n\xff\r\n\0" . pack('N2', 0, 0) . pack('n', scalar @fields) . join('', map { pack('N', length) . $_ } @fields) . pack('n', 0xFFFF);
}

sub binary_copy
{
	my ($bytes) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . '/line.bin';
	open my $out, '>:raw', $file or die "$file: $!";
	print $out $bytes;
	close $out or die;
	chmod 0644, $file;
	return "\\copy budget.budget_line (department_code, fiscal_year, version, item_code, amount) FROM '$file' (FORMAT binary)";
}
closed('A7 binary NaN', [ '23514 budget_line_amount_finite', qr/^new row for relation "budget_line" violates check/ ], binary_copy(binary_line(0xC000)));
closed('A7 binary Infinity', [ '22003', qr/^numeric field overflow$/ ], binary_copy(binary_line(0xD000)));
closed('A7 binary minus Infinity', [ '22003', qr/^numeric field overflow$/ ], binary_copy(binary_line(0xF000)));
closed('A7 binary nonsense', [ '22P03', qr/^invalid sign in external "numeric" value$/ ], binary_copy(binary_line(0x1234)));
harmless('A7 binary zero', 'it is zero', binary_copy(binary_line(0x0000)), then => $zero);
detected('A7 check dropped', [ 'verify_constraint budget_line budget_line_amount_finite', 'verify_value budget_line 002/2024/1/other_income amount' ],
	"ALTER TABLE budget.budget_line DROP CONSTRAINT budget_line_amount_finite; UPDATE budget.budget_line SET amount = 'NaN' WHERE $draft AND item_code = 'other_income'");

# --- A8: rounding ---

harmless('A8 more digits than are kept', 'what is checked is what is kept',
	"UPDATE budget.budget_line SET amount = 50.004 WHERE $draft AND item_code = 'other_income'; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
closed('A8 one fen', $refused,
	"UPDATE budget.budget_line SET amount = 50.005 WHERE $draft AND item_code = 'other_income'; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");

# --- A9: columns that the statement does not name ---

closed('A9 another column by a trigger', $sealed, qq{
	CREATE FUNCTION shift() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.amount := 999; RETURN NEW; END';
	CREATE TRIGGER shift BEFORE UPDATE OF amount_source ON budget.budget_line FOR EACH ROW EXECUTE FUNCTION shift();
	UPDATE budget.budget_line SET amount_source = '1' WHERE $submitted});
closed('A9 content while it is submitted', [ $refused->[0], qr/ breaks 1 rule: / ], qq{
	CREATE FUNCTION shift() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN UPDATE budget.budget_line SET amount = 999 WHERE department_code = NEW.department_code AND item_code = ''other_income'' AND fiscal_year = NEW.fiscal_year; RETURN NEW; END';
	CREATE TRIGGER shift BEFORE UPDATE OF status ON budget.declaration FOR EACH ROW EXECUTE FUNCTION shift();
	UPDATE budget.declaration SET status = 'submitted' WHERE $draft});
detected('A9 default', ['verify_column seal withdrawn_at'], 'ALTER TABLE budget.seal ALTER COLUMN withdrawn_at SET DEFAULT now()');
detected('A9 identity', ['verify_column history history_id'], 'ALTER TABLE budget.history ALTER COLUMN history_id SET GENERATED BY DEFAULT');
detected('A9 generated column', [ 'verify_column budget_line amount_source', map { "verify_digest seal $_ digest" } '001/2023/1', '001/2024/1', '002/2022/1' ],
	"ALTER TABLE budget.budget_line DROP COLUMN amount_source; ALTER TABLE budget.budget_line ADD COLUMN amount_source text GENERATED ALWAYS AS ('x') STORED");
harmless('A9 column of the owner', 'it is no part of what is sealed',
	"ALTER TABLE budget.budget_line ADD COLUMN doubled numeric GENERATED ALWAYS AS (amount * 2) STORED, ADD COLUMN noted timestamptz DEFAULT clock_timestamp()");

# --- A10: rules that change later ---

harmless('A10 rule made stricter', 'a seal is judged by the rules that it names',
	"UPDATE budget.rule SET severity = 'error' WHERE kind = 'class_coverage'");
harmless('A10 rule switched off', 'a seal is judged by the rules that it names',
	"UPDATE budget.rule SET severity = 'off' WHERE id = 'expenditure_equals_income'; UPDATE budget.budget_line SET amount = 51 WHERE $draft AND item_code = 'other_income';"
	  . "SELECT budget_perf.submit('002', 2024)");
closed('A10 record of the rules', [ '23001 written_by_triggers', qr/^table "rule_set" is written by triggers only$/ ], "UPDATE budget.rule_set SET rules = '[]'");
detected('A10 record of the rules exchanged', ['verify_digest seal 001/2024/1 digest'], qq{
	$replica
	INSERT INTO budget.rule_set (digest, rules) SELECT encode(sha256(convert_to(r.rules::text, 'UTF8')), 'hex'), r.rules
		FROM (SELECT jsonb_agg(x) AS rules FROM budget.rule_set s, jsonb_array_elements(s.rules) AS x WHERE x ->> 'kind' <> 'identity') AS r;
	UPDATE budget.seal SET rule_set = (SELECT digest FROM budget.rule_set ORDER BY first_used_at DESC LIMIT 1) WHERE $submitted});
detected('A10 record of the rules rewritten', [ map { "verify_rule_set rule_set $_" } split /\n/, query($node, 'source', 'SELECT digest FROM budget.rule_set ORDER BY 1') ],
	"$replica UPDATE budget.rule_set SET rules = '[]'");

end_suite();
done_testing();
