#!/usr/bin/python3
"""Looks for what must not be in SQL that others run: in install and upgrade
scripts, in the text from which ledgers are made, and in the queries of the C code.

    lint.py script FILE ...     what CREATE EXTENSION and ALTER EXTENSION UPDATE run
    lint.py ledger FILE ...     statements with @ledger@, as create_ledger() runs them
    lint.py c FILE ...          C after the preprocessor; every string that is SQL
    lint.py checks              the names of the checks

One line for each finding, "file:line: check: what", and at the end a line that
counts what was looked at. The exit status is 1 if there is a finding.

The text of ledgers inside an install script is linted as well. The work is done on
the parse tree (pglast), so that no way of writing a thing is missed.
"""
import itertools
import re
import sys

from pglast import ast, enums, parse_sql, parser

MARK = '@ledger@'
NAME = 'lint_name'  # what stands for a mark or a placeholder

# The check's name, and what it forbids; test/lint/bad has a sample of each.
CHECKS = {
    'or_replace': 'CREATE OR REPLACE takes over whatever stands there already',
    'if_not_exists': 'IF NOT EXISTS takes whatever stands there already for ours',
    'unqualified': 'a name, operator or type that the search path decides',
    'unpinned': 'a script that does not begin by pinning the search path',
    'repinned': 'a script that lets go of the search path it pinned',
    'no_guard': 'an install script that psql would run',
    'function_path': 'a function in SQL or PL without a pinned path or BEGIN ATOMIC',
    'function_labels': 'a function that does not say volatility and parallel safety',
    'security_definer': 'SECURITY DEFINER without pinned path, or open to PUBLIC',
    'dynamic': 'dynamic SQL',
    'in_quotes': 'a substituted name inside quotes or a comment',
    'grant': 'a privilege to PUBLIC, or one that lets others act in our name',
    'no_comment': 'an object without a comment',
    'unreadable': 'SQL that cannot be read',
}

# Language names whose functions run SQL that a search path may divert.
PATH_LANGUAGES = {'sql', 'plpgsql', 'plperl', 'plpython3u', 'pltcl'}

# Of these each CREATE needs a COMMENT ON.
COMMENTED = {
    'CreateFunctionStmt': 'FUNCTION', 'CompositeTypeStmt': 'TYPE', 'CreateEnumStmt': 'TYPE', 'CreateRangeStmt': 'TYPE',
    'CreateDomainStmt': 'DOMAIN', 'CreateStmt': 'TABLE', 'ViewStmt': 'VIEW', 'CreateCastStmt': 'CAST', 'CreateOpClassStmt': 'OPCLASS',
    'CreatePolicyStmt': 'POLICY',
}


def names(parts):
    """The parts of a name as texts."""
    return [part.sval for part in parts]


def children(node):
    """What hangs on a node, with the attribute that it hangs on."""
    if isinstance(node, ast.Node):
        for attribute in node:
            value = getattr(node, attribute)
            if isinstance(value, (ast.Node, tuple, list)):
                yield value
    elif isinstance(node, (tuple, list)):
        for value in node:
            if isinstance(value, (ast.Node, tuple, list)):
                yield value


def walk(node):
    if isinstance(node, ast.Node):
        yield node
    for child in children(node):
        yield from walk(child)


def option(options, name):
    for element in options or ():
        if element.defname == name:
            return element
    return None


def options(elements, name):
    return [element for element in elements or () if element.defname == name]


def pins_path(setting):
    """Whether a SET search_path names pg_catalog first and pg_temp last, and nothing that others may write to."""
    if setting is None or setting.name != 'search_path' or setting.kind != enums.VariableSetKind.VAR_SET_VALUE:
        return False
    path = [value.val.sval for value in setting.args]
    return path == ['pg_catalog', 'pg_temp']


class Lint:
    def __init__(self):
        self.findings = []
        self.statements = 0
        self.queries = 0
        self.where = ('', 1)

    def report(self, check, what):
        assert check in CHECKS
        self.findings.append((self.where[0], self.where[1], check, what))

    # --- Names -----------------------------------------------------------------

    def lint_names(self, tree, pinned):
        """Every name that the search path would decide. Under a pinned path functions,
        operators, types and collations are the built-in ones; relations are not left to it."""
        ctes = {node.ctename for node in walk(tree) if isinstance(node, ast.CommonTableExpr)}
        # FOR UPDATE OF names what stands in FROM
        locked = {id(relation) for node in walk(tree) if isinstance(node, ast.LockingClause) for relation in node.lockedRels or ()}
        for node in walk(tree):
            kind = type(node).__name__
            if kind == 'RangeVar':
                if node.schemaname is None and node.relname not in ctes and node.relname != NAME and id(node) not in locked \
                        and not (pinned and node.relname.startswith('pg_')):
                    self.report('unqualified', f'relation {node.relname}')
            elif pinned:
                continue
            elif kind == 'FuncCall' and len(node.funcname) == 1:
                self.report('unqualified', f'function {node.funcname[0].sval}()')
            elif kind == 'TypeName' and node.names and len(node.names) == 1:
                self.report('unqualified', f'type {node.names[0].sval}')
            elif kind == 'CollateClause' and len(node.collname) == 1:
                self.report('unqualified', f'collation {node.collname[0].sval}')
            elif kind == 'A_Expr':
                implicit = {enums.A_Expr_Kind.AEXPR_IN: 'IN', enums.A_Expr_Kind.AEXPR_DISTINCT: 'IS DISTINCT FROM',
                            enums.A_Expr_Kind.AEXPR_NOT_DISTINCT: 'IS NOT DISTINCT FROM', enums.A_Expr_Kind.AEXPR_NULLIF: 'NULLIF'}
                if len(node.name) == 1:
                    self.report('unqualified', f'operator {implicit.get(node.kind, node.name[0].sval)}')
            elif kind == 'SubLink':
                if node.subLinkType in (enums.SubLinkType.ANY_SUBLINK, enums.SubLinkType.ALL_SUBLINK) \
                        and (not node.operName or len(node.operName) == 1):
                    self.report('unqualified', 'operator of a subquery (IN, = ANY)')
            elif kind == 'CaseExpr' and node.arg is not None:
                self.report('unqualified', 'operator = of CASE ... WHEN')
            elif kind == 'JoinExpr' and (node.usingClause or node.isNatural):
                self.report('unqualified', 'operator = of JOIN ... USING')
            elif kind == 'SortBy' and node.useOp and len(node.useOp) == 1:
                self.report('unqualified', f'operator {node.useOp[0].sval} of ORDER BY')

    def lint_created(self, statement):
        """What is made is made in a schema that is named."""
        kind = type(statement).__name__
        if kind == 'CreateFunctionStmt' and len(statement.funcname) == 1:
            self.report('unqualified', f'created function {statement.funcname[0].sval}')
        elif kind in ('DefineStmt',) and len(statement.defnames) == 1:
            self.report('unqualified', f'created {statement.defnames[0].sval}')
        elif kind in ('CreateEnumStmt', 'CreateRangeStmt') and len(statement.typeName) == 1:
            self.report('unqualified', f'created type {statement.typeName[0].sval}')
        elif kind == 'CreateDomainStmt' and len(statement.domainname) == 1:
            self.report('unqualified', f'created domain {statement.domainname[0].sval}')
        elif kind in ('CreateOpClassStmt', 'CreateOpFamilyStmt') and len(
                statement.opclassname if kind == 'CreateOpClassStmt' else statement.opfamilyname) == 1:
            self.report('unqualified', 'created operator class or family')

    # --- Functions --------------------------------------------------------------

    def lint_function(self, statement, pinned):
        name = '.'.join(names(statement.funcname))
        language = option(statement.options, 'language')
        language = language.arg.sval.lower() if language else 'sql'
        path = any(pins_path(setting.arg) for setting in options(statement.options, 'set'))
        body = option(statement.options, 'as')
        text = body.arg[0].sval if body else ''

        if language in PATH_LANGUAGES:
            if statement.sql_body is None and not path:
                self.report('function_path', name)
            if language == 'sql' and body:
                self.lint_body(text, path)
            elif language == 'plpgsql' and re.search(r'\bEXECUTE\b(?!\s+(FUNCTION|PROCEDURE)\b)', text, re.I):
                self.report('dynamic', name)
        if not statement.is_procedure:
            for label in ('volatility', 'parallel'):
                if option(statement.options, label) is None:
                    self.report('function_labels', f'{name} does not say its {label}')
        definer = option(statement.options, 'security')
        if definer and definer.arg.boolval:
            if not path:
                self.report('security_definer', f'{name} has no pinned path')
            if name not in self.revoked:
                self.report('security_definer', f'{name} may be executed by PUBLIC')

    def lint_body(self, text, pinned):
        """The body of a function in SQL, given as a text; that of ledger_script() holds what is run later."""
        try:
            statements = parse_sql(text)
        except parser.ParseError as error:
            self.report('unreadable', str(error).splitlines()[0])
            return
        for raw in statements:
            self.lint_names(raw.stmt, pinned)
            for node in walk(raw.stmt):
                if isinstance(node, ast.A_Const) and isinstance(node.val, ast.String) and MARK in node.val.sval \
                        and re.search(r'\bCREATE\b', node.val.sval):
                    within = Lint()
                    within.lint_ledger(self.where[0], node.val.sval, self.where[1] + text[:text.find(node.val.sval)].count('\n'))
                    self.findings += within.findings
                    self.statements += within.statements

    # --- Scripts ------------------------------------------------------------------

    def lint_quotes(self, text):
        """A name that is put into the text must not come to stand inside quotes of any kind, or a comment: it may hold quotes
        and new lines itself."""
        quotes = ('SCONST', 'USCONST', 'IDENT', 'UIDENT', 'BCONST', 'XCONST', 'SQL_COMMENT', 'C_COMMENT')
        for token in parser.scan(text):
            value = text[token.start:token.end + 1]
            if NAME in value and value != NAME and token.name in quotes:
                self.where = (self.where[0], self.first_line + text[:token.start].count('\n'))
                self.report('in_quotes', value[:60].replace('\n', ' '))

    def statements_of(self, file, text, first_line):
        self.first_line = first_line
        self.where = (file, first_line)
        try:
            raw = parse_sql(text)
        except parser.ParseError as error:
            self.report('unreadable', str(error).splitlines()[0])
            return
        self.lint_quotes(text)
        self.revoked, self.comments = set(), set()
        for statement in (each.stmt for each in raw):
            if isinstance(statement, ast.GrantStmt) and not statement.is_grant and statement.objtype == enums.ObjectType.OBJECT_FUNCTION \
                    and any(grantee.roletype == enums.RoleSpecType.ROLESPEC_PUBLIC for grantee in statement.grantees):
                self.revoked.update('.'.join(names(function.objname)) for function in statement.objects)
            elif isinstance(statement, ast.CommentStmt):
                self.comments.add(self.comment_key(statement))
        for each in raw:
            # a statement begins with the comments in front of it
            start = each.stmt_location + re.match(r'(\s|--[^\n]*\n)*', text[each.stmt_location:]).end()
            self.where = (file, first_line + text[:start].count('\n'))
            self.statements += 1
            yield each.stmt

    @staticmethod
    def comment_key(statement):
        thing = statement.object
        if isinstance(thing, ast.ObjectWithArgs):
            thing = '.'.join(names(thing.objname)), len(thing.objargs or ())
        elif isinstance(thing, ast.TypeName):
            thing = '.'.join(names(thing.names))
        elif isinstance(thing, (tuple, list)):
            thing = '.'.join(part.sval if isinstance(part, ast.String) else '.'.join(names(part.names)) for part in thing)
        return statement.objtype.name, str(thing)

    def lint_comment(self, statement):
        kind = type(statement).__name__
        if kind == 'CreateFunctionStmt':
            inputs = [parameter for parameter in statement.parameters or () if parameter.mode not in (
                enums.FunctionParameterMode.FUNC_PARAM_OUT, enums.FunctionParameterMode.FUNC_PARAM_TABLE)]
            key = 'OBJECT_FUNCTION', str(('.'.join(names(statement.funcname)), len(inputs)))
            label = key[1]
        elif kind in ('CreateStmt', 'CompositeTypeStmt'):
            relation = statement.relation if kind == 'CreateStmt' else statement.typevar
            label = '.'.join(part for part in (relation.schemaname, relation.relname) if part)
            key = 'OBJECT_TABLE' if kind == 'CreateStmt' else 'OBJECT_TYPE', label
        elif kind == 'ViewStmt':
            label = f'{statement.view.schemaname}.{statement.view.relname}'
            key = 'OBJECT_VIEW', label
        elif kind == 'CreatePolicyStmt':
            label = f'{statement.table.schemaname}.{statement.table.relname}.{statement.policy_name}'
            key = 'OBJECT_POLICY', label
        elif kind == 'CreateCastStmt':
            label = f'{".".join(names(statement.sourcetype.names))}.{".".join(names(statement.targettype.names))}'
            key = 'OBJECT_CAST', label
        elif kind == 'DefineStmt' and statement.kind in (enums.ObjectType.OBJECT_TYPE, enums.ObjectType.OBJECT_OPERATOR):
            label = '.'.join(names(statement.defnames))
            if statement.kind == enums.ObjectType.OBJECT_OPERATOR:
                label = str((label, 2))
            key = statement.kind.name, label
        else:
            return
        if key not in self.comments:
            self.report('no_comment', f'{key[0][7:].lower()} {label}')

    def lint_statement(self, statement, pinned):
        for node in walk(statement):
            for attribute in node:
                if attribute == 'replace' and getattr(node, attribute) is True:
                    self.report('or_replace', type(node).__name__)
                elif attribute in ('if_not_exists', 'skipIfNewValExists') and getattr(node, attribute) is True:
                    self.report('if_not_exists', type(node).__name__)
            if isinstance(node, ast.AlterTableCmd) and node.missing_ok and node.subtype == enums.AlterTableType.AT_AddColumn:
                self.report('if_not_exists', 'ADD COLUMN')
        self.lint_names(statement, pinned)
        self.lint_created(statement)
        kind = type(statement).__name__
        if kind == 'CreateFunctionStmt':
            self.lint_function(statement, pinned)
        elif kind == 'DoStmt':
            self.report('dynamic', 'DO')
        elif kind == 'AlterFunctionStmt':
            definer = option(statement.actions, 'security')
            if definer and definer.arg.boolval:
                self.report('security_definer', 'ALTER FUNCTION ... SECURITY DEFINER')
        elif kind == 'GrantStmt' and statement.is_grant:
            public = any(grantee.roletype == enums.RoleSpecType.ROLESPEC_PUBLIC for grantee in statement.grantees)
            privileges = {privilege.priv_name for privilege in statement.privileges or ()} or {'all'}
            allowed = {enums.ObjectType.OBJECT_SCHEMA: {'usage'}, enums.ObjectType.OBJECT_FUNCTION: {'execute'},
                       enums.ObjectType.OBJECT_TYPE: {'usage'}}.get(statement.objtype, set())
            if public and not privileges <= allowed:
                self.report('grant', f'{", ".join(sorted(privileges))} to PUBLIC')
            if privileges & {'all', 'trigger', 'truncate', 'references'} and not public:
                self.report('grant', f'{", ".join(sorted(privileges))}')
        self.lint_comment(statement)

    def lint_script(self, file, text):
        lines = text.split('\n')
        # An upgrade script's name has two versions, but needs the same line.
        if not re.match(r'\\echo Use "(CREATE|ALTER) EXTENSION .*\\quit$', lines[0]):
            self.where = (file, 1)
            self.report('no_guard', 'the first line is no \\echo ... \\quit')
        text = '\n'.join('' if line.startswith('\\') else line for line in lines)
        text = re.sub(r'@ext(schema(:\w+)?|owner)@', NAME, text)
        pinned = False
        for number, statement in enumerate(self.statements_of(file, text, 1)):
            if isinstance(statement, ast.VariableSetStmt) and statement.name in ('search_path', None):
                if pins_path(statement) and statement.is_local:
                    pinned = True
                else:
                    self.report('repinned' if pinned else 'unpinned', 'SET search_path')
                    pinned = False
                continue
            if number == 0:
                self.report('unpinned', 'the first statement is not SET LOCAL search_path = pg_catalog, pg_temp')
            self.lint_statement(statement, pinned)

    def lint_ledger(self, file, text, first_line=1):
        """create_ledger() pins the path in C, for all of it."""
        for statement in self.statements_of(file, text.replace(MARK, NAME), first_line):
            if isinstance(statement, ast.VariableSetStmt):
                self.report('repinned', f'SET {statement.name}')
            self.lint_statement(statement, True)

    # --- Queries in C -------------------------------------------------------------

    # verify() and create_ledger() pin the path for what they run.
    PINNED_C = re.compile(r'(^|/)verify\w*\.[ch]$')

    SQL = re.compile(r'^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|MERGE|GRANT|REVOKE|ALTER|CREATE|DROP|TRUNCATE|LOCK)\b'
                     r'|@ledger@|\bOPERATOR\s*\(|^\s*(FROM|WHERE|AND|JOIN|ON|ORDER BY|GROUP BY|FOR (NO KEY )?(UPDATE|SHARE)|UNION|CROSS JOIN)\s')
    LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
    ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', '0': '\0', '\\': '\\', '"': '"', "'": "'", '?': '?'}

    # What may stand before and behind a part of a query, to make it one.
    AROUND = ('{}', 'SELECT {}', 'SELECT 1 {}', 'SELECT 1 FROM q.t AS lint_alias {}', 'SELECT 1 FROM {}', 'SELECT 1 FROM q.t AS a, {}',
              'SELECT 1 FROM q.t AS a WHERE {}', 'SELECT 1 FROM q.t AS a WHERE true {}', '{} SELECT 1', 'SELECT 1 FROM {} WHERE true',
              'SELECT {} FROM q.t AS a', '{} SELECT FROM q.t AS a', '{} TO lint_role', '{} (1)) AS v (x)')

    # What may be put into a query by way of %s: names that were quoted, and pieces of our own.
    PUT_IN = re.compile(r"""^(
        bp_table\(.* | quote_identifier\(.* | quote_qualified_identifier\(.* |   # quoted here
        quoted | rows |                          # quoted by quote_identifier() when they were set
        child_tables\[.* | secured_tables\[.* | # names in the source
        of_these | copies\[.* | of_this_version | # parts of queries in the source
        bp_expand\(grants\[.* |
        bp_row_text\(0,\ 1\) |                   # the text of ledger_script()
        values->.* | key\.data | wrong\.data | \(char\ \*\)\ .* | # verify(): names and conditions in the source
        i\ >\ 0\ \?.* | .*foreach_current_index.*
        )$""", re.X)

    @staticmethod
    def is_ours(file):
        """The preprocessor names the server's headers and its own built-in lines, too."""
        return not file.startswith(('/usr/', '<')) and not re.search(r'/include/', file)

    def strings_of(self, text):
        """The string literals of preprocessed C, those side by side as one, with file and line."""
        file, line = '', 0
        collected, start = [], None
        for row in text.split('\n'):
            mark = re.match(r'# (\d+) "([^"]*)"', row)
            if mark:
                line, file = int(mark.group(1)), mark.group(2)
                continue
            if not self.is_ours(file):
                line += 1
                continue
            position = 0
            for literal in self.LITERAL.finditer(row):
                between = row[position:literal.start()]
                if between.strip() and collected:
                    yield start, ''.join(collected)
                    collected = []
                if not collected:
                    start = (file, line)
                collected.append(re.sub(r'\\(x[0-9A-Fa-f]+|[0-7]{1,3}|.)',
                                        lambda escape: self.ESCAPES.get(escape.group(1), '?'), literal.group(1)))
                position = literal.end()
            if row[position:].strip() and collected:
                yield start, ''.join(collected)
                collected = []
            line += 1
        if collected:
            yield start, ''.join(collected)

    def readings(self, text):
        """Ways to read a string as SQL: whole, or as a part, with something for each placeholder of printf."""
        pieces = re.split(r'%(?:[-+ 0-9.]*)(?:l|ll)?[sdiu]', text.replace('%%', '%').replace(MARK, NAME))
        fills = itertools.product((NAME, f'q.{NAME}', f' q.{NAME} AS c WHERE true', '', 'true', '*', f'{NAME}.{NAME}', '1'), repeat=min(len(pieces) - 1, 3))
        for fill in fills:
            fill = list(fill) + [NAME] * (len(pieces) - 1 - len(fill))
            whole = ''.join(piece + (fill[n] if n < len(fill) else '') for n, piece in enumerate(pieces))
            for around in self.AROUND:
                yield around.format(whole) if '{' not in whole else around.replace('{}', whole)

    FORMATTERS = re.compile(r'\b(psprintf|appendStringInfo|snprintf|sprintf)\s*\(')

    def calls_of(self, text):
        """The calls that put texts together: file and line, format, and the arguments that go into it."""
        source, line, rows = '', 0, []
        for row in text.split('\n'):
            mark = re.match(r'# (\d+) "([^"]*)"', row)
            if mark:
                line, source = int(mark.group(1)), mark.group(2)
                continue
            rows.append((row, source, line))
            line += 1
        whole = '\n'.join(row for row, _, _ in rows)
        for call in self.FORMATTERS.finditer(whole):
            arguments, depth, start, position = [], 0, call.end(), call.end()
            while position < len(whole):
                character = whole[position]
                if character in '"\'':
                    position = re.compile(r'(?:[^\\%s]|\\.)*' % character, re.S).match(whole, position + 1).end()
                elif character in '([{':
                    depth += 1
                elif character in ')]}' and depth > 0:
                    depth -= 1
                elif character in ',)' and depth == 0:
                    arguments.append(' '.join(whole[start:position].split()))
                    start = position + 1
                    if character == ')':
                        break
                position += 1
            _, source, line = rows[whole[:call.start()].count('\n')]
            while arguments and not arguments[0].startswith('"'):
                arguments.pop(0)
            if arguments and self.is_ours(source):
                executed = re.search(r'\b(bp_execute\w*|bp_record|SPI_\w+|run)\s*\([^;]*$', whole[max(0, call.start() - 80):call.start()])
                yield (source, line), ''.join(self.LITERAL.findall(arguments[0])), arguments[1:], executed

    def lint_c(self, file, text):
        for where, form, arguments, executed in self.calls_of(text):
            if not executed and not re.search(
                    r'@ledger@|\bOPERATOR|^(SELECT|INSERT|UPDATE|DELETE|ALTER|GRANT|CREATE|DROP|LOCK|TRUNCATE|MERGE|SET|COPY) |AS v \(', form):
                continue
            self.where = where
            for directive, argument in zip(re.findall(r'%(?:[-+ 0-9.]*)(?:l|ll)?[sdiu]', form), arguments):
                if directive.endswith('s') and not self.PUT_IN.match(argument):
                    self.report('dynamic', f'{argument} in "{form[:50]}"')
        for (source, line), string in self.strings_of(text):
            if not self.SQL.search(string) or len(string.split()) < 2:
                continue
            self.where = (source or file, line)
            # words of a person begin alike
            if not re.search(r'@ledger@|OPERATOR|pg_catalog|\bFROM\b|\bINTO\b|\bTO\b.*%s|%s.*\b(TO|LEVEL)\b|\$1|::', string):
                continue
            self.queries += 1
            pinned = bool(self.PINNED_C.search(source))
            for reading in self.readings(string):
                try:
                    tree = parse_sql(reading)
                except parser.ParseError:
                    continue
                self.lint_quotes_in_c(string)
                for raw in tree:
                    self.lint_names(raw.stmt, pinned)
                break
            else:
                self.report('unreadable', string[:100].replace('\n', ' '))

    def lint_quotes_in_c(self, string):
        inside = re.findall(r"'(?:[^']|'')*'", string)
        for literal in inside:
            if MARK in literal:
                self.report('in_quotes', literal[:60])


def main():
    if sys.argv[1:] == ['checks']:
        print('\n'.join(CHECKS))
        return 0
    if len(sys.argv) < 3 or sys.argv[1] not in ('script', 'ledger', 'c'):
        print(__doc__, file=sys.stderr)
        return 2
    lint = Lint()
    for file in sys.argv[2:]:
        # What stands in another script is of no matter here, and costs the parser dearly.
        with open(file, encoding='utf-8') as source:
            text = re.sub('[^\0-\x7f]', 'x', source.read())
        {'script': lint.lint_script, 'ledger': lint.lint_ledger, 'c': lint.lint_c}[sys.argv[1]](file, text)
    for file, line, check, what in lint.findings:
        print(f'{file}:{line}: {check}: {what}')
    print(f'{lint.statements} statements, {lint.queries} queries of C, {len(lint.findings)} findings')
    return 1 if lint.findings else 0


if __name__ == '__main__':
    sys.exit(main())
