-- Printed amounts to exact yuan: budget_perf.read_amount(amount, unit).

-- What one reading gives: the yuan, or the error's SQLSTATE, message and detail.
CREATE FUNCTION reading(amount text, unit text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
BEGIN
    RETURN coalesce(budget_perf.read_amount(amount, unit)::text, 'blank');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN SQLSTATE || ': ' || message || ' ' || detail;
END $$;

-- Each row: given, unit, and what must come out. No row may differ.
CREATE TABLE sample (id int GENERATED ALWAYS AS IDENTITY, amount text, unit text, yuan text);
INSERT INTO sample (amount, unit, yuan) VALUES
    -- the reference form
    ('987.82', '万元', '9878200.00'),
    ('81,262.22', '万元', '812622200.00'),
    ('83,250.04', '万元', '832500400.00'),
    ('0.00', '万元', '0.00'),
    -- six decimals of 万元 are the fen
    ('10891.615675', '万元', '108916156.75'),
    ('0.000001', '万元', '0.01'),
    -- binary noise of a spreadsheet
    ('72204.570000000007', '万元', '722045700.00'),
    ('82800.920000000013', '万元', '828009200.00'),
    ('72204.569999999993', '万元', '722045700.00'),
    -- half away from zero
    ('0.005', '元', '0.01'),
    ('-0.005', '元', '-0.01'),
    ('0.00499999999999999999999999', '元', '0.00'),
    ('0.015', '元', '0.02'),
    ('0.025', '元', '0.03'),
    ('2.675', '元', '2.68'),
    ('0.0000005', '万元', '0.01'),
    ('999.995', '元', '1000.00'),
    -- no negative zero
    ('-0', '元', '0.00'),
    ('-0.001', '元', '0.00'),
    -- full width, look-alikes, space around
    ('１，２３４．５０', '元', '1234.50'),
    ('－１２', '元', '-12.00'),
    ('−12', '元', '-12.00'),
    ('＋12', '元', '12.00'),
    ('- 12', '元', '-12.00'),
    (E' \t12\r\n', '元', '12.00'),
    (U&'\3000\00A012\3000', '元', '12.00'),
    (U&'\FEFF12\200B', '元', '12.00'),
    -- separators
    ('1,234,567.891', '元', '1234567.89'),
    ('1 234 567.8', '元', '1234567.80'),
    (U&'1\00A0234', '元', '1234.00'),
    (U&'12\3000345', '元', '12345.00'),
    (U&'\20031\2009234\2009567\200A', '元', '1234567.00'),
    -- the point
    ('.5', '元', '0.50'),
    ('5.', '元', '5.00'),
    ('007', '元', '7.00'),
    -- the exponent form
    ('1.2E+5', '万元', '1200000000.00'),
    ('1.2e5', '元', '120000.00'),
    ('1.2E-2', '元', '0.01'),
    ('１．２Ｅ＋０５', '元', '120000.00'),
    ('0E99999999999999999999', '元', '0.00'),
    ('1E-99999999999999999999', '元', '0.00'),
    ('1000000000000000000000E-20', '元', '10.00'),
    -- a printed unit counts
    ('5万元', '元', '50000.00'),
    ('5 万元', '元', '50000.00'),
    ('50,000元', '万元', '50000.00'),
    ('1.5亿元', '万元', '150000000.00'),
    ('3千元', '万元', '3000.00'),
    -- units of the document
    ('1', '百万元', '1000000.00'),
    ('1', '亿元', '100000000.00'),
    ('1', '千元', '1000.00'),
    -- the largest and the first too large
    ('9999999999999999.99', '元', '9999999999999999.99'),
    ('-9999999999999999.99', '元', '-9999999999999999.99'),
    ('9999999999999999.994', '元', '9999999999999999.99'),
    ('000000000000000000000000000001', '元', '1.00'),
    -- blank
    ('', '元', 'blank'),
    (U&' \3000', '元', 'blank');

SELECT amount, unit, yuan AS expected, reading(amount, unit) AS found
FROM sample WHERE reading(amount, unit) IS DISTINCT FROM yuan ORDER BY id;
SELECT count(*) AS read_as_expected FROM sample WHERE reading(amount, unit) = yuan;

-- What may mean two things, or nothing, is refused, and it says from where on.
SELECT amount, unit, reading(amount, unit)
FROM (VALUES
    (1, '1,23', '元'), (2, '1,2345', '元'), (3, '12,34,567', '元'), (4, '1234,567', '元'),
    (5, '0,123', '元'), (6, ',123', '元'), (7, '1,234,', '元'), (8, '1,,234', '元'),
    (9, '1,234 567', '元'), (10, '1  234', '元'), (11, E'12\n345', '元'), (12, '1.234,5', '元'),
    (13, '1.2.3', '元'), (14, '1.234 567', '元'),
    (20, '-', '元'), (21, '—', '元'), (22, '.', '元'), (23, '--1', '元'), (24, '1-', '元'), (25, '(12)', '元'),
    (26, 'E5', '元'), (27, '1E', '元'), (28, '1E+', '元'), (29, '1E5.0', '元'),
    (30, 'NaN', '元'), (31, 'Infinity', '元'), (32, '-inf', '元'), (33, '0x10', '元'), (34, '1_000', '元'),
    (35, '12abc', '元'), (36, '十二', '元'), (37, '12%', '元'), (38, '¥12', '元'), (39, '12 13', '元'),
    (40, '5万', '元'), (41, '5亿', '万元'), (42, '5万 元', '元'), (43, '5元元', '元'), (44, '5万元元', '元'), (45, '元', '元'),
    (46, '5万元6', '元'), (47, '①', '元'), (48, '٣', '元'),
    (50, '9999999999999999.995', '元'), (51, '10000000000000000', '元'), (52, '1000000000000', '万元'),
    (53, '1E16', '元'), (54, '1E99999999999999999999', '元'), (55, '-1e400', '元'), (56, '123456789亿元', '元'),
    (60, '1', '角'), (61, '1', ''), (62, '1', '万'), (63, 'x', '万')
) AS t (id, amount, unit)
ORDER BY id;

-- Long texts are read as well, and cut in messages.
SELECT reading(repeat('0', 1000000) || '1.' || repeat('0', 1000000) || '9', '元');
SELECT length(reading(repeat('万', 100000), '元'));
SELECT reading(repeat('9', 100000), '元');

-- The same as numeric's own arithmetic, for digits of every length and unit.
SELECT count(*) AS compared,
    count(*) FILTER (WHERE reading(t.amount, t.unit) IS DISTINCT FROM t.yuan) AS differ,
    min(t.amount || t.unit) FILTER (WHERE reading(t.amount, t.unit) IS DISTINCT FROM t.yuan) AS first
FROM (
    SELECT s.amount, s.unit,
        CASE WHEN abs(s.yuan) < 1e16 THEN (s.yuan + 0)::text
            ELSE '22003: amount is out of range: "' || s.amount
                || '" An amount in yuan has at most 16 digits before the point.' END AS yuan
    FROM (
        SELECT n.amount, u.unit, round(n.amount::numeric * u.factor, 2) AS yuan
        FROM generate_series(1, 3000) AS i,
            LATERAL (SELECT ('x' || substr(md5(i::text), 1, 15))::bit(60)::bigint::numeric
                * ('x' || substr(md5(i::text), 16, 15))::bit(60)::bigint AS digits) AS d,
            LATERAL (SELECT (CASE WHEN i % 3 = 0 THEN '-' ELSE '' END)
                || trunc(d.digits / (10::numeric ^ (i % 40)), i % 23)::text AS amount) AS n,
            LATERAL (VALUES ('元', 1), ('万元', 10000), ('亿元', 100000000)) AS u (unit, factor)
    ) AS s
) AS t;

-- No null in, no null out but for a blank; the properties that a planner relies on.
SELECT budget_perf.read_amount(NULL, '元') IS NULL AS null_amount, budget_perf.read_amount('1', NULL) IS NULL AS null_unit;
SELECT provolatile, proisstrict, proparallel FROM pg_proc WHERE oid = 'budget_perf.read_amount(text, text)'::regprocedure;

DROP TABLE sample;
DROP FUNCTION reading(text, text);
