-- Amounts at the edges, and the JSON document of a declaration.

CREATE FUNCTION budget_perf.read_amount(amount text, unit text) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_read_amount';
COMMENT ON FUNCTION budget_perf.read_amount(text, text) IS 'A printed amount in yuan, exact, rounded to the fen; the unit (元, 万元, 亿元) counts where the text prints none; null if the text is blank / 将印刷金额换算为元（精确到分）';

CREATE FUNCTION budget_perf.import_declaration(document jsonb, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_import_declaration';
COMMENT ON FUNCTION budget_perf.import_declaration(jsonb, text) IS 'Take a declaration in from its JSON document, as a draft, with the rights of the caller; nothing that exists is overwritten / 导入申报表（JSON），生成草稿';

CREATE FUNCTION budget_perf.export_declaration(department_code text, fiscal_year integer,
    version integer DEFAULT NULL, ledger text DEFAULT 'budget') RETURNS jsonb
    LANGUAGE c STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_export_declaration';
COMMENT ON FUNCTION budget_perf.export_declaration(text, integer, integer, text) IS 'The JSON document of a declaration, of its newest version unless one is given; importing it makes the same rows / 导出申报表（JSON）';
