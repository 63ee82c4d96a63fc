-- Normal forms of codes, names and class labels.

CREATE FUNCTION budget_perf.normalise_code(code text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_normalise_code';
COMMENT ON FUNCTION budget_perf.normalise_code(text) IS 'A code in its normal form: full width to ASCII, no white space, nothing invisible / 代码的规范形式：全角转半角，去除空白和不可见字符';

CREATE FUNCTION budget_perf.normalise_name(name text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_normalise_name';
COMMENT ON FUNCTION budget_perf.normalise_name(text) IS 'A name in its normal form: as a code, lower case, one form of brackets and quotes, without leading marks and numbers / 名称的规范形式：另统一大小写、括号、引号，去除前置符号和编号';

CREATE FUNCTION budget_perf.indicator_stem(name text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_indicator_stem';
COMMENT ON FUNCTION budget_perf.indicator_stem(text) IS 'The normal form of an indicator name without the unit in trailing brackets / 指标名称的规范形式，去除末尾括号中的计量单位';

CREATE FUNCTION budget_perf.name_unit(name text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_name_unit';
COMMENT ON FUNCTION budget_perf.name_unit(text) IS 'The unit in the trailing brackets of an indicator name; null if there is none / 指标名称末尾括号中的计量单位，没有时为空';

CREATE FUNCTION budget_perf.class_stem(label text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_class_stem';
COMMENT ON FUNCTION budget_perf.class_stem(text) IS 'A class label without points in brackets and without the words 指标, 目标, 值, 等 at its end / 指标类别名称，去除分值和“指标”“目标”“值”“等”字尾';
