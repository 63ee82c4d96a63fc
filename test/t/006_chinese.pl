# The Chinese message catalogue: nothing is missing from it, and a server that
# speaks Chinese says what it has to say in Chinese, in any encoding.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

# The sources' messages, merged into the catalogue as "make update-po" does, in
# a copy of what it needs.
SKIP:
{
	skip 'gettext is missing', 2 if system('command -v xgettext msgmerge msgfmt >/dev/null') != 0;
	my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
	# a server without NLS has no "make update-po" for extensions either
	skip 'the server was built without NLS', 2 if `'$pg_config' --configure` !~ /--enable-nls/;
	my $copy = PostgreSQL::Test::Utils::tempdir;
	is(system("tar -cf - src po sql test nls.mk Makefile budget_perf.control | tar -C '$copy' -xf -"
				. " && cd '$copy' && MAKEFLAGS= make -s with_llvm=no PG_CONFIG='$pg_config' update-po >make.log 2>&1"),
		0, 'update-po');
	my $count = `LC_ALL=C msgfmt -c --statistics -o /dev/null '$copy/po/zh_CN.po.new' 2>&1`;
	like($count, qr/^\d+ translated messages\.$/, 'no message is untranslated or fuzzy')
	  or diag(`cd '$copy/po' && { msgattrib --untranslated zh_CN.po.new; msgattrib --only-fuzzy zh_CN.po.new; }`);
}

# The server takes its language from its environment.
$ENV{LANGUAGE} = 'zh_CN';
$ENV{PGCLIENTENCODING} = 'UTF8';
my $node = PostgreSQL::Test::Cluster->new('chinese');
$node->init(extra => [ '--encoding', 'UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', "lc_messages = 'C.UTF-8'\njit = off");
$node->start;
delete $ENV{LANGUAGE};

# A newer C library does not heed LANGUAGE without a Chinese locale.
my (undef, undef, $own) = $node->psql('postgres', 'SELECT 1 / 0');
if ($own !~ /[\x80-\xff]/)
{
	note('the server itself does not speak Chinese here');
	done_testing();
	exit;
}

my $reference = document('reference');
foreach my $encoding (qw(UTF8 EUC_CN))
{
	$node->safe_psql('postgres', "CREATE DATABASE \"$encoding\" TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$node->safe_psql($encoding, "CREATE EXTENSION budget_perf; SELECT budget_perf.import_declaration($reference)");

	is(query($node, $encoding, q{
		SELECT message, hint FROM budget_perf.check_declaration('440115012', 2023) WHERE rule = 'unit_conflict'}),
		'指标 10“年度资金池引导合作银行实际放贷金额（亿元）”的数值会被重复换算：名称 "亿元", 实施周期指标值 "≥10亿", 年度指标值 "≥10亿"。'
		  . '|计量单位请只写一处，或各处写法一致。',
		"$encoding: a finding");

	my ($status, $out, $err) = $node->psql($encoding, q{
		\set VERBOSITY verbose
		UPDATE budget.budget_line SET amount = amount + 1 WHERE item_code = 'other_income';
		UPDATE budget.declaration SET status = 'submitted';});
	like($err, qr/23514: 部门“440115012”2023 年度第 1 版申报表有 1 处不符合规则：基本支出 \+ 项目支出 \+ 财政专项资金 \+ 其他事业发展性支出 = 83,250\.04万元，与 财政拨款 \+ 其他资金 = 83,250\.0401万元 不等，相差 0\.0001万元。/,
		"$encoding: a refused submission");
	like($err, qr/请更正有误的金额；位置中列有参与计算的各行。全部检查结果见详细信息（JSON）。/, "$encoding: its hint");
	like($err, qr/^CONSTRAINT NAME:\s+expenditure_equals_income$|^约束名称：.*expenditure_equals_income|expenditure_equals_income/m,
		"$encoding: the rule's id is not translated");

	query($node, $encoding, q{
		UPDATE budget.budget_line SET amount = amount - 1 WHERE item_code = 'other_income';
		UPDATE budget.declaration SET status = 'submitted';});
	($status, $out, $err) = $node->psql($encoding, q{DELETE FROM budget.task});
	like($err, qr/部门“440115012”2023 年度第 1 版申报表的状态为 submitted，不可更改.*其内容已封存。.*请用 budget_perf\.send_back\(\) 退回，修改后重新提交。/s,
		"$encoding: a sealed declaration");

	query($node, $encoding, q{ALTER TABLE budget.task DISABLE TRIGGER budget_perf_update});
	is(query($node, $encoding, q{SELECT message FROM budget_perf.verify()}), '表“task”的触发器“budget_perf_update”已停用', "$encoding: a finding of verify");

	# What is stored is what the caller reads; the digest is not a matter of language.
	like(query($node, $encoding, q{SELECT digest FROM budget.seal}), qr/^[0-9a-f]{64}$/, "$encoding: sealed");
}
is(query($node, 'UTF8', 'SELECT digest FROM budget.seal'), query($node, 'EUC_CN', 'SELECT digest FROM budget.seal'), 'the same digest');

$node->stop;
done_testing();
