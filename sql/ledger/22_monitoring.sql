
-- Schemes that a ledger starts with. Only the region whose rule it is goes by
-- one; others are put to use by a row of monitoring_use.

INSERT INTO @ledger@.monitoring_scheme (code, title, progress_gap, legal_basis) VALUES
    ('sichuan', '四川省绩效运行监控', 0.1,
        '四川省 2025 年绩效运行监控要求：执行率 1至4 月低于 25%、1至6 月低于 40%、1至8 月低于 60%、1至10 月低于 80%，或绩效目标完成进度与预算执行进度相差 10 个百分点以上的，予以预警'),
    ('time_proportional', '按时间进度', NULL,
        '某省系统的监控口径：执行率与时间进度（月份/12）之比低于 80% 为黄灯，低于 60% 为红灯');

INSERT INTO @ledger@.monitoring_threshold (scheme_code, month, level, minimum_rate) VALUES
    ('sichuan', 4, 'yellow', 0.25),
    ('sichuan', 6, 'yellow', 0.40),
    ('sichuan', 8, 'yellow', 0.60),
    ('sichuan', 10, 'yellow', 0.80);

INSERT INTO @ledger@.monitoring_threshold (scheme_code, month, level, minimum_rate)
SELECT 'time_proportional', m, l.level, round(l.share * m / 12, 4)
FROM generate_series(1, 12) AS m
CROSS JOIN (VALUES ('yellow', 0.8), ('red', 0.6)) AS l (level, share);

INSERT INTO @ledger@.monitoring_use (region, scheme_code) VALUES
    ('51', 'sichuan'),
    ('四川', 'sichuan');
