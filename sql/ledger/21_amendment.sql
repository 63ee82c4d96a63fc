
-- The rules on amendments. In a first version there is nothing that they could
-- break.

INSERT INTO @ledger@.rule (id, kind, severity, operator, parameters, forms, legal_basis, description, description_zh) VALUES
    ('amendment_missing', 'amendment_missing', 'warning', NULL, '{}', NULL,
        'Practice: every 追加, 追减 and 调剂 runs through a procedure and leaves a batch number / 惯例：预算追加、追减、调剂均须履行程序并有批次记录',
        'A later version says by which amendments it came about', '调整后的版本应登记所依据的预算调整'),
    ('amendment_reason', 'amendment_reason', 'error', NULL, '{"require": ["reason"]}', NULL,
        'Self-evaluation forms ask for the reason of each 追加 and 调减 / 绩效自评表要求逐项说明追加、调减的理由',
        'Every amendment gives its reason', '每项预算调整均应说明理由'),
    ('amendment_sign', 'amendment_sign', 'error', NULL, '{}', NULL,
        'The meaning of the words / 追加为增、追减为减',
        'An increase has no negative line, a decrease no positive one', '追加不得出现负数，追减不得出现正数'),
    ('amendment_transfer', 'amendment_transfer', 'error', NULL, '{}', NULL,
        'The meaning of the word: a 调剂 moves money and makes none / 调剂不增减总额',
        'A transfer adds up to zero among the items of a category, and among the tasks', '调剂各类项目之间、各任务之间的增减相抵为零'),
    ('amendment_total', 'amendment_total', 'error', NULL, '{}', NULL,
        'Total after = total before + sum of the changes / 调整后预算数＝调整前预算数＋调整额',
        'What the version before had and what the amendments change make what this version has', '调整后金额等于调整前金额加各项调整额'),
    ('amendment_targets_kept', 'amendment_targets_kept', 'warning', NULL, '{}', NULL,
        'Review practice: a request to change the budget brings the changed targets with it / 审核惯例：预算调整应同步调整绩效目标',
        'Where money falls, targets change with it', '资金调减的，绩效目标应相应调整'),
    ('amendment_target_changed', 'amendment_target_changed', 'info', NULL, '{}', NULL,
        'Review practice: approved targets are not changed in principle; a change is to be seen / 审核惯例：批复的绩效目标原则上不予调整，确需调整的应予列示',
        'Targets that differ from the version before are listed', '列示与上一版本不同的绩效目标');
