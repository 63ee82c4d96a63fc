-- The type indicator_target: a target as printed, with a meaning.

CREATE TYPE budget_perf.indicator_target;

CREATE FUNCTION budget_perf.indicator_target_in(cstring) RETURNS budget_perf.indicator_target
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_in';
CREATE FUNCTION budget_perf.indicator_target_out(budget_perf.indicator_target) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_out';
CREATE FUNCTION budget_perf.indicator_target_recv(internal) RETURNS budget_perf.indicator_target
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_recv';
CREATE FUNCTION budget_perf.indicator_target_send(budget_perf.indicator_target) RETURNS bytea
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_send';

CREATE TYPE budget_perf.indicator_target (
    INPUT = budget_perf.indicator_target_in,
    OUTPUT = budget_perf.indicator_target_out,
    RECEIVE = budget_perf.indicator_target_recv,
    SEND = budget_perf.indicator_target_send,
    LIKE = pg_catalog.text
);
COMMENT ON TYPE budget_perf.indicator_target IS 'A performance target: the text as printed, compared by its meaning / 绩效指标值：保留原文，按含义比较';
COMMENT ON FUNCTION budget_perf.indicator_target_in(cstring) IS 'Input of indicator_target; every text is accepted / 输入函数';
COMMENT ON FUNCTION budget_perf.indicator_target_out(budget_perf.indicator_target) IS 'Output of indicator_target: the text that went in / 输出函数';
COMMENT ON FUNCTION budget_perf.indicator_target_recv(internal) IS 'Binary input of indicator_target / 二进制输入函数';
COMMENT ON FUNCTION budget_perf.indicator_target_send(budget_perf.indicator_target) IS 'Binary output of indicator_target / 二进制输出函数';

-- The stored form is that of text, so that casts cost nothing.
CREATE CAST (text AS budget_perf.indicator_target) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (varchar AS budget_perf.indicator_target) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (budget_perf.indicator_target AS text) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (budget_perf.indicator_target AS varchar) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (text AS budget_perf.indicator_target) IS 'The text as printed / 原文';
COMMENT ON CAST (varchar AS budget_perf.indicator_target) IS 'The text as printed / 原文';
COMMENT ON CAST (budget_perf.indicator_target AS text) IS 'The text as printed / 原文';
COMMENT ON CAST (budget_perf.indicator_target AS varchar) IS 'The text as printed / 原文';

-- What a target means.

CREATE FUNCTION budget_perf.target_kind(target budget_perf.indicator_target) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_kind';
COMMENT ON FUNCTION budget_perf.target_kind(budget_perf.indicator_target) IS 'Kind of the target: bound, plan, approximate, range, date, several, qualitative, deferred or template / 指标值的种类';

CREATE FUNCTION budget_perf.target_comparator(target budget_perf.indicator_target) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_comparator';
COMMENT ON FUNCTION budget_perf.target_comparator(budget_perf.indicator_target) IS 'How the actual value must compare: >=, >, =, <, <=; a plan value reads =; null if there is none / 比较符；计划值为 =';

CREATE FUNCTION budget_perf.target_lower(target budget_perf.indicator_target) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_lower';
COMMENT ON FUNCTION budget_perf.target_lower(budget_perf.indicator_target) IS 'Lower bound as printed, in the printed unit; a plan value has both bounds / 下限（按原文单位）';

CREATE FUNCTION budget_perf.target_upper(target budget_perf.indicator_target) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_upper';
COMMENT ON FUNCTION budget_perf.target_upper(budget_perf.indicator_target) IS 'Upper bound as printed, in the printed unit; a plan value has both bounds / 上限（按原文单位）';

CREATE FUNCTION budget_perf.target_values(target budget_perf.indicator_target) RETURNS numeric[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_values';
COMMENT ON FUNCTION budget_perf.target_values(budget_perf.indicator_target) IS 'Every number of the target in printed order; null if it has none / 指标值中的全部数值';

CREATE FUNCTION budget_perf.target_scale(target budget_perf.indicator_target) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_scale';
COMMENT ON FUNCTION budget_perf.target_scale(budget_perf.indicator_target) IS 'Scale of the printed unit: 1, 10000 for 万, 100000000 for 亿 (千, 百万 and 万亿 likewise) / 单位的倍数：万、亿等';

CREATE FUNCTION budget_perf.target_unit(target budget_perf.indicator_target) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_unit';
COMMENT ON FUNCTION budget_perf.target_unit(budget_perf.indicator_target) IS 'Unit as printed, scale word included; null if none is printed / 计量单位（原文，含万、亿）';

CREATE FUNCTION budget_perf.target_percent(target budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_percent';
COMMENT ON FUNCTION budget_perf.target_percent(budget_perf.indicator_target) IS 'Whether the target is printed in percent or percentage points / 是否百分数';

CREATE FUNCTION budget_perf.target_date(target budget_perf.indicator_target) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_date';
COMMENT ON FUNCTION budget_perf.target_date(budget_perf.indicator_target) IS 'Last day of the printed date, month or period; null if no year is printed / 截止日期；未写年份时为空';

CREATE FUNCTION budget_perf.target_base(target budget_perf.indicator_target) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_base';
COMMENT ON FUNCTION budget_perf.target_base(budget_perf.indicator_target) IS 'What a relative target refers to: prior_year, budget or market; null if it refers to nothing / 相对指标值的参照：上年、预算、市场价';

CREATE FUNCTION budget_perf.target_flags(target budget_perf.indicator_target) RETURNS text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_flags';
COMMENT ON FUNCTION budget_perf.target_flags(budget_perf.indicator_target) IS 'What else was seen: residue (of a template), note (set aside), noise (binary, rounded off), blank, implied (no comparator printed) / 其他标记：模板残留、备注、浮点噪声、空白、未写比较符';

CREATE FUNCTION budget_perf.target_stricter(a budget_perf.indicator_target, b budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_stricter';
COMMENT ON FUNCTION budget_perf.target_stricter(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Whether a asks for more than b; null for another unit, direction or kind / a 是否比 b 更严；单位、方向或种类不同时为空';

-- Whether an actual value, in the unit that the target prints, meets it.

CREATE FUNCTION budget_perf.target_contained(actual numeric, target budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_contained';
COMMENT ON FUNCTION budget_perf.target_contained(numeric, budget_perf.indicator_target) IS 'Whether an actual value lies within the target; null if the target is not numeric / 实际值是否落在指标值内';
CREATE FUNCTION budget_perf.target_contains(target budget_perf.indicator_target, actual numeric) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_contains';
COMMENT ON FUNCTION budget_perf.target_contains(budget_perf.indicator_target, numeric) IS 'Whether the target holds an actual value; null if the target is not numeric / 指标值是否包含实际值';

CREATE OPERATOR budget_perf.<@ (
    LEFTARG = numeric, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_contained, COMMUTATOR = OPERATOR(budget_perf.@>),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR budget_perf.<@ (numeric, budget_perf.indicator_target) IS 'Actual value lies within the target / 实际值落在指标值内';
CREATE OPERATOR budget_perf.@> (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = numeric,
    FUNCTION = budget_perf.target_contains, COMMUTATOR = OPERATOR(budget_perf.<@),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR budget_perf.@> (budget_perf.indicator_target, numeric) IS 'Target holds the actual value / 指标值包含实际值';

CREATE FUNCTION budget_perf.target_range(target budget_perf.indicator_target) RETURNS numrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_range';
COMMENT ON FUNCTION budget_perf.target_range(budget_perf.indicator_target) IS 'The numbers that meet the target, in the printed unit; null if it is not numeric / 满足指标值的数值范围';
CREATE CAST (budget_perf.indicator_target AS numrange) WITH FUNCTION budget_perf.target_range(budget_perf.indicator_target);
COMMENT ON CAST (budget_perf.indicator_target AS numrange) IS 'The numbers that meet the target / 满足指标值的数值范围';

-- Sameness, order and hashing by meaning: ≥95%, >=95% and 不低于95% are equal,
-- 5000万元 and 0.5亿元 too. What has no numeric meaning compares by its text.

CREATE FUNCTION budget_perf.target_lt(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_lt';
CREATE FUNCTION budget_perf.target_le(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_le';
CREATE FUNCTION budget_perf.target_eq(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_eq';
CREATE FUNCTION budget_perf.target_ne(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_ne';
CREATE FUNCTION budget_perf.target_ge(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_ge';
CREATE FUNCTION budget_perf.target_gt(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_gt';
CREATE FUNCTION budget_perf.target_cmp(budget_perf.indicator_target, budget_perf.indicator_target) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_cmp';
CREATE FUNCTION budget_perf.target_hash(budget_perf.indicator_target) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_hash';
CREATE FUNCTION budget_perf.target_hash_extended(budget_perf.indicator_target, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_hash_extended';
COMMENT ON FUNCTION budget_perf.target_lt(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Less, by meaning / 小于（按含义）';
COMMENT ON FUNCTION budget_perf.target_le(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Less or the same, by meaning / 小于等于（按含义）';
COMMENT ON FUNCTION budget_perf.target_eq(budget_perf.indicator_target, budget_perf.indicator_target) IS 'The same meaning / 含义相同';
COMMENT ON FUNCTION budget_perf.target_ne(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Another meaning / 含义不同';
COMMENT ON FUNCTION budget_perf.target_ge(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Greater or the same, by meaning / 大于等于（按含义）';
COMMENT ON FUNCTION budget_perf.target_gt(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Greater, by meaning / 大于（按含义）';
COMMENT ON FUNCTION budget_perf.target_cmp(budget_perf.indicator_target, budget_perf.indicator_target) IS 'Order by meaning: negative, 0 or positive / 按含义排序';
COMMENT ON FUNCTION budget_perf.target_hash(budget_perf.indicator_target) IS 'Hash of the meaning / 含义的散列值';
COMMENT ON FUNCTION budget_perf.target_hash_extended(budget_perf.indicator_target, bigint) IS 'Hash of the meaning, 64 bits, with a seed / 含义的 64 位散列值';

CREATE OPERATOR budget_perf.< (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_lt,
    COMMUTATOR = OPERATOR(budget_perf.>), NEGATOR = OPERATOR(budget_perf.>=),
    RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR budget_perf.<= (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_le,
    COMMUTATOR = OPERATOR(budget_perf.>=), NEGATOR = OPERATOR(budget_perf.>),
    RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR budget_perf.= (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_eq,
    COMMUTATOR = OPERATOR(budget_perf.=), NEGATOR = OPERATOR(budget_perf.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR budget_perf.<> (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_ne,
    COMMUTATOR = OPERATOR(budget_perf.<>), NEGATOR = OPERATOR(budget_perf.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR budget_perf.>= (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_ge,
    COMMUTATOR = OPERATOR(budget_perf.<=), NEGATOR = OPERATOR(budget_perf.<),
    RESTRICT = scalargesel, JOIN = scalargejoinsel
);
CREATE OPERATOR budget_perf.> (
    LEFTARG = budget_perf.indicator_target, RIGHTARG = budget_perf.indicator_target,
    FUNCTION = budget_perf.target_gt,
    COMMUTATOR = OPERATOR(budget_perf.<), NEGATOR = OPERATOR(budget_perf.<=),
    RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR budget_perf.< (budget_perf.indicator_target, budget_perf.indicator_target) IS 'Less, by meaning / 小于（按含义）';
COMMENT ON OPERATOR budget_perf.<= (budget_perf.indicator_target, budget_perf.indicator_target) IS 'Less or the same, by meaning / 小于等于（按含义）';
COMMENT ON OPERATOR budget_perf.= (budget_perf.indicator_target, budget_perf.indicator_target) IS 'The same meaning / 含义相同';
COMMENT ON OPERATOR budget_perf.<> (budget_perf.indicator_target, budget_perf.indicator_target) IS 'Another meaning / 含义不同';
COMMENT ON OPERATOR budget_perf.>= (budget_perf.indicator_target, budget_perf.indicator_target) IS 'Greater or the same, by meaning / 大于等于（按含义）';
COMMENT ON OPERATOR budget_perf.> (budget_perf.indicator_target, budget_perf.indicator_target) IS 'Greater, by meaning / 大于（按含义）';

CREATE OPERATOR CLASS budget_perf.indicator_target_ops
    DEFAULT FOR TYPE budget_perf.indicator_target USING btree AS
    OPERATOR 1 budget_perf.<,
    OPERATOR 2 budget_perf.<=,
    OPERATOR 3 budget_perf.=,
    OPERATOR 4 budget_perf.>=,
    OPERATOR 5 budget_perf.>,
    FUNCTION 1 budget_perf.target_cmp(budget_perf.indicator_target, budget_perf.indicator_target);
COMMENT ON OPERATOR CLASS budget_perf.indicator_target_ops USING btree IS 'Order of targets by meaning / 指标值按含义排序';

CREATE OPERATOR CLASS budget_perf.indicator_target_ops
    DEFAULT FOR TYPE budget_perf.indicator_target USING hash AS
    OPERATOR 1 budget_perf.=,
    FUNCTION 1 budget_perf.target_hash(budget_perf.indicator_target),
    FUNCTION 2 budget_perf.target_hash_extended(budget_perf.indicator_target, bigint);
COMMENT ON OPERATOR CLASS budget_perf.indicator_target_ops USING hash IS 'Hash of targets by meaning / 指标值按含义散列';
