# The catalogue: every message of the sources stands in it, and a server whose
# messages are Chinese shows findings and errors in Chinese.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my ($configure) = run_command([ $ENV{PG_CONFIG}, '--configure' ]);
plan skip_all => 'the server has no native language support' if $configure !~ /--enable-nls/;

my $work = PostgreSQL::Test::Utils::tempdir;

# A message that was changed and not translated again shows in English; that
# is no error, but too many of them are.
command_ok([ 'make', '-s', 'with_llvm=no', "PG_CONFIG=$ENV{PG_CONFIG}", 'init-po' ], 'the messages of the sources are found');
command_ok([ 'msgmerge', '-q', '-o', "$work/merged.po", 'po/zh_CN.po', 'po/budget_perf.pot' ], 'the catalogue can be merged');
my ($out, $statistics) = run_command([ 'msgfmt', '-c', '--statistics', '-o', "$work/merged.mo", "$work/merged.po" ]);
my ($translated) = $statistics =~ /(\d+) translated/;
my $missing = 0;
$missing += $1 while $statistics =~ /(\d+) (?:fuzzy|untranslated)/g;
note($statistics);
cmp_ok($translated, '>', 300, 'messages are translated');
cmp_ok($missing, '<', 20, 'hardly any message lacks its translation');

# A Chinese locale where there is one; else LANGUAGE, which newer C libraries
# do not heed without one.
my ($locales) = run_command([ 'locale', '-a' ]);
my $node = start_server();
$node->append_conf('postgresql.conf',
	"lc_messages = '" . ($locales =~ /^zh_CN\.utf-?8$/im ? 'zh_CN.UTF-8' : 'C.UTF-8') . "'");
$ENV{LANGUAGE} = 'zh_CN';
$node->restart;
delete $ENV{LANGUAGE};

SKIP:
{
	my (undef, undef, $own) = $node->psql('postgres', 'SELECT 1 / 0');
	skip 'the server itself does not speak Chinese here', 2 if $own !~ /[\x80-\xff]/;

	$node->safe_psql('postgres', 'CREATE EXTENSION budget_perf');
	$node->safe_psql('postgres', q{
		INSERT INTO budget.department (code, name) VALUES ('100', '甲');
		INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('100', 2024, 'district')});
	is( query($node, 'postgres', q{SELECT message FROM budget_perf.check_declaration('100', 2024) WHERE rule = 'declaration_empty'}),
		'申报表为空：没有金额、任务和指标。',
		'a finding in Chinese');
	my ($status, $stdout, $stderr) = $node->psql('postgres', q{SELECT budget_perf.submit('100', 2023)});
	like($stderr, qr/部门 "100" 没有 2023 年度的申报表/, 'an error in Chinese');
}

$node->stop;
done_testing();
