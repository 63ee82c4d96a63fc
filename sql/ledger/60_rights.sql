-- Row security, which secure_ledger() switches on; until then these policies do
-- nothing. A row is for whoever has a duty for its department. Every policy
-- permits: a table without one is closed, and an owner's own policies widen what
-- these allow. Guards, checks and keys see every row regardless, as the owner.
--
-- The ledger is named by the type of its table duty, since the name of a schema
-- has no place inside a string.

-- Who may read drafts reads everything of a department; a reader reads what is
-- sealed.
CREATE POLICY budget_perf_read ON @ledger@.declaration FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.is_sealed(status) AND budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.declaration IS 'Drafts are for those who write or review them / 草稿仅供填报、审核、补录岗位查阅';

-- What a status may become is the guard's affair; here it is by whom. A change
-- passes if some policy takes the row as it was and some policy the row as it
-- will be, of one department both, since nobody is granted the key's columns.
-- From final to draft no guard lets anybody go, so that it does no harm here: a
-- clerk's and an archivist's policy take final rows for the lock of amend().
CREATE POLICY budget_perf_insert ON @ledger@.declaration FOR INSERT
    WITH CHECK (status = 'draft' AND budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update_clerk ON @ledger@.declaration FOR UPDATE
    USING (status <> 'submitted' AND budget_perf.has_duty('{clerk}', department_code, NULL::@ledger@.duty))
    WITH CHECK (status IN ('draft', 'submitted') AND budget_perf.has_duty('{clerk}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update_archivist ON @ledger@.declaration FOR UPDATE
    USING (status <> 'submitted' AND budget_perf.has_duty('{archivist}', department_code, NULL::@ledger@.duty))
    WITH CHECK (status IN ('draft', 'recorded') AND budget_perf.has_duty('{archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update_reviewer ON @ledger@.declaration FOR UPDATE
    USING (status = 'submitted' AND budget_perf.has_duty('{reviewer}', department_code, NULL::@ledger@.duty))
    WITH CHECK (status IN ('approved', 'draft') AND budget_perf.has_duty('{reviewer}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.declaration FOR DELETE
    USING (status = 'draft' AND budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.declaration IS 'Clerks and archivists begin drafts / 填报、补录岗位新建草稿';
COMMENT ON POLICY budget_perf_update_clerk ON @ledger@.declaration IS 'Clerks change drafts and submit them / 填报岗位修改草稿并提交';
COMMENT ON POLICY budget_perf_update_archivist ON @ledger@.declaration IS 'Archivists change drafts and record them / 补录岗位修改草稿并补录';
COMMENT ON POLICY budget_perf_update_reviewer ON @ledger@.declaration IS 'Reviewers approve what is submitted, or send it back / 审核岗位批复或退回';
COMMENT ON POLICY budget_perf_delete ON @ledger@.declaration IS 'Clerks and archivists drop drafts / 填报、补录岗位删除草稿';

-- Whether the declaration is a draft is for the guard to say, which says it better.
CREATE POLICY budget_perf_read ON @ledger@.budget_line FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = budget_line.department_code AND d.fiscal_year = budget_line.fiscal_year AND d.version = budget_line.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.budget_line IS 'As the declaration that it belongs to / 与所属申报表一致';
CREATE POLICY budget_perf_insert ON @ledger@.budget_line FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.budget_line FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.budget_line FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.budget_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_update ON @ledger@.budget_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_delete ON @ledger@.budget_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';

CREATE POLICY budget_perf_read ON @ledger@.task FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = task.department_code AND d.fiscal_year = task.fiscal_year AND d.version = task.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.task IS 'As the declaration that it belongs to / 与所属申报表一致';
CREATE POLICY budget_perf_insert ON @ledger@.task FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.task FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.task FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.task IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_update ON @ledger@.task IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_delete ON @ledger@.task IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';

CREATE POLICY budget_perf_read ON @ledger@.indicator FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = indicator.department_code AND d.fiscal_year = indicator.fiscal_year AND d.version = indicator.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.indicator IS 'As the declaration that it belongs to / 与所属申报表一致';
CREATE POLICY budget_perf_insert ON @ledger@.indicator FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.indicator FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.indicator FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.indicator IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_update ON @ledger@.indicator IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_delete ON @ledger@.indicator IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';

CREATE POLICY budget_perf_read ON @ledger@.amendment FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = amendment.department_code AND d.fiscal_year = amendment.fiscal_year AND d.version = amendment.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.amendment IS 'As the declaration that it belongs to / 与所属申报表一致';
CREATE POLICY budget_perf_insert ON @ledger@.amendment FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.amendment FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.amendment FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.amendment IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_update ON @ledger@.amendment IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_delete ON @ledger@.amendment IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';

CREATE POLICY budget_perf_read ON @ledger@.amendment_line FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = amendment_line.department_code AND d.fiscal_year = amendment_line.fiscal_year AND d.version = amendment_line.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.amendment_line IS 'As the declaration that it belongs to / 与所属申报表一致';
CREATE POLICY budget_perf_insert ON @ledger@.amendment_line FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.amendment_line FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.amendment_line FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.amendment_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_update ON @ledger@.amendment_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';
COMMENT ON POLICY budget_perf_delete ON @ledger@.amendment_line IS 'Clerks and archivists write drafts / 填报、补录岗位编写草稿';

-- Written by triggers, as the owner. A seal that was withdrawn is no sealed fact.
CREATE POLICY budget_perf_read ON @ledger@.seal FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR withdrawn_at IS NULL AND budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.seal IS 'Seals that stand; withdrawn ones are for those who see drafts / 有效封存；已撤回的仅供可查阅草稿的岗位';
CREATE POLICY budget_perf_read ON @ledger@.history FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist}', department_code, NULL::@ledger@.duty)
        OR budget_perf.has_duty('{reader}', department_code, NULL::@ledger@.duty) AND EXISTS (
            SELECT FROM @ledger@.declaration d
            WHERE d.department_code = history.department_code AND d.fiscal_year = history.fiscal_year AND d.version = history.version
                AND budget_perf.is_sealed(d.status)));
COMMENT ON POLICY budget_perf_read ON @ledger@.history IS 'As the declaration that it belongs to / 与所属申报表一致';
-- Which rules others were checked by would tell what forms they file, and when.
CREATE POLICY budget_perf_read ON @ledger@.rule_set FOR SELECT
    USING (EXISTS (SELECT FROM @ledger@.seal s WHERE s.rule_set = rule_set.digest));
COMMENT ON POLICY budget_perf_read ON @ledger@.rule_set IS 'Those of the seals that one sees / 与可见封存记录对应';

-- What comes after approval.
CREATE POLICY budget_perf_read ON @ledger@.execution FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist,reader}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.execution IS 'Of the departments that one has a duty for / 职责范围内的部门';
CREATE POLICY budget_perf_insert ON @ledger@.execution FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.execution FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.execution FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.execution IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';
COMMENT ON POLICY budget_perf_update ON @ledger@.execution IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';
COMMENT ON POLICY budget_perf_delete ON @ledger@.execution IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';

CREATE POLICY budget_perf_read ON @ledger@.measurement FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist,reader}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.measurement IS 'Of the departments that one has a duty for / 职责范围内的部门';
CREATE POLICY budget_perf_insert ON @ledger@.measurement FOR INSERT
    WITH CHECK (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.measurement FOR UPDATE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.measurement FOR DELETE
    USING (budget_perf.has_duty('{clerk,archivist}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.measurement IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';
COMMENT ON POLICY budget_perf_update ON @ledger@.measurement IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';
COMMENT ON POLICY budget_perf_delete ON @ledger@.measurement IS 'Clerks and archivists enter what happened / 填报、补录岗位登记';

-- Set by stewards. A waiver without a department is for a whole form, known to
-- all, and set by whoever has the duty for every department.
CREATE POLICY budget_perf_read ON @ledger@.indicator_link FOR SELECT
    USING (budget_perf.has_duty('{clerk,reviewer,archivist,reader,steward}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.indicator_link IS 'Of the departments that one has a duty for / 职责范围内的部门';
CREATE POLICY budget_perf_insert ON @ledger@.indicator_link FOR INSERT
    WITH CHECK (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.indicator_link FOR UPDATE
    USING (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.indicator_link FOR DELETE
    USING (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.indicator_link IS 'Stewards set it / 规则管理岗位设置';
COMMENT ON POLICY budget_perf_update ON @ledger@.indicator_link IS 'Stewards set it / 规则管理岗位设置';
COMMENT ON POLICY budget_perf_delete ON @ledger@.indicator_link IS 'Stewards set it / 规则管理岗位设置';

CREATE POLICY budget_perf_read ON @ledger@.waiver FOR SELECT
    USING (department_code IS NULL
        OR budget_perf.has_duty('{clerk,reviewer,archivist,reader,steward}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_read ON @ledger@.waiver IS 'Of the departments that one has a duty for / 职责范围内的部门';
CREATE POLICY budget_perf_insert ON @ledger@.waiver FOR INSERT
    WITH CHECK (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_update ON @ledger@.waiver FOR UPDATE
    USING (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
CREATE POLICY budget_perf_delete ON @ledger@.waiver FOR DELETE
    USING (budget_perf.has_duty('{steward}', department_code, NULL::@ledger@.duty));
COMMENT ON POLICY budget_perf_insert ON @ledger@.waiver IS 'Stewards set it / 规则管理岗位设置';
COMMENT ON POLICY budget_perf_update ON @ledger@.waiver IS 'Stewards set it / 规则管理岗位设置';
COMMENT ON POLICY budget_perf_delete ON @ledger@.waiver IS 'Stewards set it / 规则管理岗位设置';

-- Everybody knows their own duties.
CREATE POLICY budget_perf_read ON @ledger@.duty FOR SELECT
    USING (pg_catalog.pg_has_role(pg_catalog.to_regrole(pg_catalog.quote_ident(role_name)), 'USAGE'));
COMMENT ON POLICY budget_perf_read ON @ledger@.duty IS 'One''s own duties / 本人职责';

