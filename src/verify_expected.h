/*
 * verify_expected.h
 *	  What a ledger's tables must look like: columns, constraints, triggers.
 *
 * Written out here on purpose, not derived from the script that makes a
 * ledger: the audit must not learn what is right from what it audits.  A
 * column, constraint or trigger that the ledger's script gains belongs here,
 * too; a fresh ledger that is not clean shows the omission.
 */
#ifndef BUDGET_PERF_VERIFY_EXPECTED_H
#define BUDGET_PERF_VERIFY_EXPECTED_H

#define EXPECTED_TABLES \
	"'ledger_version', 'department', 'department_succession', 'form', 'form_item', " \
	"'indicator_class', 'rule', 'rule_term', 'rule_set', 'waiver', 'declaration', " \
	"'indicator_link', 'ambition_parameter', " \
	"'budget_line', 'task', 'indicator', 'seal', 'execution', " \
	"'history', 'amendment', 'amendment_line', 'monitoring_scheme', " \
	"'monitoring_threshold', 'monitoring_use', 'rating', 'measurement', " \
	"'score_method', 'score_tier', 'score_grade', 'score_weight', 'score_use', 'light_scale', " \
	"'duty'"

/* Table, column, type, whether not null, whether collated bytewise. */
#define EXPECTED_COLUMNS \
	"(VALUES " \
	"('ledger_version','only_row','boolean',true,false)," \
	"('ledger_version','version','text',true,false)," \
	"('ledger_version','created_at','timestamp with time zone',true,false)," \
	"('department','code','text',true,true)," \
	"('department','name','text',true,false)," \
	"('department','parent_code','text',false,true)," \
	"('department','region','text',false,false)," \
	"('department_succession','predecessor_code','text',true,true)," \
	"('department_succession','successor_code','text',true,true)," \
	"('department_succession','fiscal_year','integer',true,false)," \
	"('department_succession','kind','text',true,false)," \
	"('department_succession','note','text',false,false)," \
	"('form','code','text',true,true)," \
	"('form','title','text',true,false)," \
	"('form','amount_unit','text',true,false)," \
	"('form','taxonomy','text',true,true)," \
	"('form','target_columns','smallint',true,false)," \
	"('form','weight_total','numeric(9,4)',false,false)," \
	"('form','note','text',false,false)," \
	"('form_item','form_code','text',true,true)," \
	"('form_item','item_code','text',true,true)," \
	"('form_item','ordinal','smallint',true,false)," \
	"('form_item','category','text',true,false)," \
	"('form_item','block','text',true,false)," \
	"('form_item','block_label','text',true,false)," \
	"('form_item','label','text',true,false)," \
	"('form_item','aliases','text[]',true,false)," \
	"('form_item','negative_allowed','boolean',true,false)," \
	"('indicator_class','taxonomy','text',true,true)," \
	"('indicator_class','code','text',true,true)," \
	"('indicator_class','ordinal','smallint',true,false)," \
	"('indicator_class','level1','text',true,false)," \
	"('indicator_class','level2','text',true,false)," \
	"('indicator_class','level1_names','text[]',true,false)," \
	"('indicator_class','level2_names','text[]',true,false)," \
	"('rule','id','text',true,true)," \
	"('rule','kind','text',true,false)," \
	"('rule','severity','text',true,false)," \
	"('rule','operator','text',false,false)," \
	"('rule','tolerance','numeric(18,2)',true,false)," \
	"('rule','parameters','jsonb',true,false)," \
	"('rule','forms','text[]',false,false)," \
	"('rule','first_year','integer',false,false)," \
	"('rule','last_year','integer',false,false)," \
	"('rule','legal_basis','text',false,false)," \
	"('rule','description','text',true,false)," \
	"('rule','description_zh','text',true,false)," \
	"('rule_term','rule_id','text',true,true)," \
	"('rule_term','side','text',true,false)," \
	"('rule_term','source','text',true,false)," \
	"('rule_term','item_code','text',true,true)," \
	"('rule_term','coefficient','numeric(9,4)',true,false)," \
	"('rule_set','digest','text',true,true)," \
	"('rule_set','rules','jsonb',true,false)," \
	"('rule_set','first_used_at','timestamp with time zone',true,false)," \
	"('waiver','waiver_id','integer',true,false)," \
	"('waiver','rule_id','text',true,true)," \
	"('waiver','department_code','text',false,true)," \
	"('waiver','form_code','text',false,true)," \
	"('waiver','first_year','integer',true,false)," \
	"('waiver','last_year','integer',true,false)," \
	"('waiver','reason','text',true,false)," \
	"('waiver','approver','text',true,false)," \
	"('waiver','expires_on','date',true,false)," \
	"('waiver','granted_by','text',true,false)," \
	"('waiver','granted_at','timestamp with time zone',true,false)," \
	"('indicator_link','department_code','text',true,true)," \
	"('indicator_link','fiscal_year','integer',true,false)," \
	"('indicator_link','indicator_no','integer',true,false)," \
	"('indicator_link','indicator_code','text',true,true)," \
	"('indicator_link','previous_department_code','text',false,true)," \
	"('indicator_link','previous_indicator_no','integer',false,false)," \
	"('indicator_link','previous_indicator_code','text',false,true)," \
	"('indicator_link','reason','text',true,false)," \
	"('ambition_parameter','form_code','text',true,true)," \
	"('ambition_parameter','unchanged_years','integer',true,false)," \
	"('ambition_parameter','exceeded_rate','numeric(9,4)',true,false)," \
	"('duty','role_name','text',true,true)," \
	"('duty','duty','text',true,true)," \
	"('duty','department_code','text',true,true)," \
	"('duty','subordinates','boolean',true,false)," \
	"('duty','region','text',true,true)," \
	"('duty','note','text',false,false)," \
	"('declaration','department_code','text',true,true)," \
	"('declaration','fiscal_year','integer',true,false)," \
	"('declaration','version','integer',true,false)," \
	"('declaration','status','text',true,false)," \
	"('declaration','form_code','text',true,true)," \
	"('declaration','goal','text',false,false)," \
	"('declaration','cycle_from','integer',false,false)," \
	"('declaration','cycle_to','integer',false,false)," \
	"('declaration','status_comment','text',false,false)," \
	"('declaration','created_at','timestamp with time zone',true,false)," \
	"('budget_line','department_code','text',true,true)," \
	"('budget_line','fiscal_year','integer',true,false)," \
	"('budget_line','version','integer',true,false)," \
	"('budget_line','item_code','text',true,true)," \
	"('budget_line','amount','numeric(18,2)',false,false)," \
	"('budget_line','amount_source','text',false,false)," \
	"('task','department_code','text',true,true)," \
	"('task','fiscal_year','integer',true,false)," \
	"('task','version','integer',true,false)," \
	"('task','task_no','integer',true,false)," \
	"('task','amount','numeric(18,2)',false,false)," \
	"('task','name','text',true,false)," \
	"('task','content','text',false,false)," \
	"('task','expected_outcome','text',false,false)," \
	"('task','amount_source','text',false,false)," \
	"('indicator','department_code','text',true,true)," \
	"('indicator','fiscal_year','integer',true,false)," \
	"('indicator','version','integer',true,false)," \
	"('indicator','indicator_no','integer',true,false)," \
	"('indicator','level1','text',true,false)," \
	"('indicator','level2','text',true,false)," \
	"('indicator','name','text',true,false)," \
	"('indicator','unit','text',false,false)," \
	"('indicator','cycle_target','budget_perf.indicator_target',false,false)," \
	"('indicator','annual_target','budget_perf.indicator_target',false,false)," \
	"('indicator','weight','numeric(9,4)',false,false)," \
	"('indicator','accumulation','text',false,false)," \
	"('indicator','code','text',false,true)," \
	"('seal','department_code','text',true,true)," \
	"('seal','fiscal_year','integer',true,false)," \
	"('seal','version','integer',true,false)," \
	"('seal','submission','integer',true,false)," \
	"('seal','sealed_at','timestamp with time zone',true,false)," \
	"('seal','sealed_by','text',true,false)," \
	"('seal','enforced','boolean',true,false)," \
	"('seal','digest','text',true,true)," \
	"('seal','previous_digest','text',false,true)," \
	"('seal','rule_set','text',true,true)," \
	"('seal','totals','jsonb',true,false)," \
	"('seal','budget_lines','integer',true,false)," \
	"('seal','tasks','integer',true,false)," \
	"('seal','indicators','integer',true,false)," \
	"('seal','findings','jsonb',true,false)," \
	"('seal','withdrawn_at','timestamp with time zone',false,false)," \
	"('rating','code','text',true,true)," \
	"('rating','ordinal','smallint',true,false)," \
	"('rating','label','text',true,false)," \
	"('rating','light','text',false,false)," \
	"('rating','note','text',false,false)," \
	"('measurement','department_code','text',true,true)," \
	"('measurement','fiscal_year','integer',true,false)," \
	"('measurement','version','integer',true,false)," \
	"('measurement','indicator_no','integer',true,false)," \
	"('measurement','measured_on','date',true,false)," \
	"('measurement','actual','numeric(24,6)',false,false)," \
	"('measurement','actual_unit','text',false,false)," \
	"('measurement','is_increment','boolean',true,false)," \
	"('measurement','actual_date','date',false,false)," \
	"('measurement','rating','text',false,true)," \
	"('measurement','rating_share','numeric(5,4)',false,false)," \
	"('measurement','actual_text','text',false,false)," \
	"('measurement','source','text',false,false)," \
	"('measurement','note','text',false,false)," \
	"('score_method','code','text',true,true)," \
	"('score_method','name','text',true,false)," \
	"('score_method','formula','text',true,false)," \
	"('score_method','cap','numeric(5,4)',true,false)," \
	"('score_method','over_from','numeric(9,4)',false,false)," \
	"('score_method','over_deduction','numeric(9,4)',true,false)," \
	"('score_method','decimals','smallint',true,false)," \
	"('score_method','late_days','smallint',true,false)," \
	"('score_method','plan_down_classes','text[]',true,false)," \
	"('score_method','execution_weight','numeric(5,2)',true,false)," \
	"('score_method','indicator_weight','numeric(5,2)',true,false)," \
	"('score_method','source','text',false,false)," \
	"('score_tier','method_code','text',true,true)," \
	"('score_tier','rating','text',true,true)," \
	"('score_tier','share_from','numeric(5,4)',true,false)," \
	"('score_tier','share_to','numeric(5,4)',true,false)," \
	"('score_tier','share_usual','numeric(5,4)',true,false)," \
	"('score_grade','method_code','text',true,true)," \
	"('score_grade','label','text',true,false)," \
	"('score_grade','points_from','numeric(5,2)',true,false)," \
	"('score_weight','method_code','text',true,true)," \
	"('score_weight','taxonomy','text',true,true)," \
	"('score_weight','ordinal','smallint',true,false)," \
	"('score_weight','level1','text',true,false)," \
	"('score_weight','weight','numeric(5,2)',true,false)," \
	"('score_weight','absent_to','text[]',true,false)," \
	"('score_use','form_code','text',true,true)," \
	"('score_use','first_year','integer',true,false)," \
	"('score_use','method_code','text',true,true)," \
	"('light_scale','form_code','text',true,true)," \
	"('light_scale','first_year','integer',true,false)," \
	"('light_scale','yellow_from','numeric(9,4)',true,false)," \
	"('light_scale','green_from','numeric(9,4)',true,false)," \
	"('light_scale','blue_from','numeric(9,4)',true,false)," \
	"('light_scale','inside_classes','text[]',true,false)," \
	"('light_scale','plan_down_classes','text[]',true,false)," \
	"('light_scale','percent_is_level','boolean',true,false)," \
	"('light_scale','source','text',false,false)," \
	"('execution','department_code','text',true,true)," \
	"('execution','fiscal_year','integer',true,false)," \
	"('execution','spent_on','date',true,false)," \
	"('execution','entry_no','integer',true,false)," \
	"('execution','item_code','text',false,true)," \
	"('execution','task_no','integer',false,false)," \
	"('execution','amount','numeric(18,2)',true,false)," \
	"('execution','note','text',false,false)," \
	"('amendment','department_code','text',true,true)," \
	"('amendment','fiscal_year','integer',true,false)," \
	"('amendment','version','integer',true,false)," \
	"('amendment','amendment_no','integer',true,false)," \
	"('amendment','kind','text',true,false)," \
	"('amendment','batch','text',false,false)," \
	"('amendment','reason','text',true,false)," \
	"('amendment','legal_reference','text',false,false)," \
	"('amendment_line','department_code','text',true,true)," \
	"('amendment_line','fiscal_year','integer',true,false)," \
	"('amendment_line','version','integer',true,false)," \
	"('amendment_line','amendment_no','integer',true,false)," \
	"('amendment_line','line_no','integer',true,false)," \
	"('amendment_line','change','numeric(18,2)',true,false)," \
	"('amendment_line','item_code','text',false,true)," \
	"('amendment_line','task_no','integer',false,false)," \
	"('amendment_line','change_source','text',false,false)," \
	"('monitoring_scheme','code','text',true,true)," \
	"('monitoring_scheme','title','text',true,false)," \
	"('monitoring_scheme','progress_gap','numeric(9,4)',false,false)," \
	"('monitoring_scheme','legal_basis','text',false,false)," \
	"('monitoring_threshold','scheme_code','text',true,true)," \
	"('monitoring_threshold','month','integer',true,false)," \
	"('monitoring_threshold','level','text',true,false)," \
	"('monitoring_threshold','minimum_rate','numeric(9,4)',true,false)," \
	"('monitoring_use','region','text',true,true)," \
	"('monitoring_use','form_code','text',true,true)," \
	"('monitoring_use','first_year','integer',true,false)," \
	"('monitoring_use','scheme_code','text',false,true)," \
	"('history','history_id','bigint',true,false)," \
	"('history','department_code','text',true,true)," \
	"('history','fiscal_year','integer',true,false)," \
	"('history','version','integer',true,false)," \
	"('history','from_status','text',false,false)," \
	"('history','to_status','text',true,false)," \
	"('history','changed_at','timestamp with time zone',true,false)," \
	"('history','changed_by','text',true,false)," \
	"('history','comment','text',false,false)" \
	") AS e (tab, col, typ, required, bytewise)"

/* The functions of the engine that are not of its library. */
#define ENGINE_SQL_FUNCTIONS	"'ledgers', 'ledger_script'"

/*
 * What stands in a column of a record table that an entry does not give: a seal
 * must not say of itself when it was made.  Columns of these tables that are
 * not named here have neither default nor identity.
 */
#define RECORD_TABLES	"'seal', 'history', 'rule_set'"

#define EXPECTED_DEFAULTS \
	"(VALUES " \
	"('seal','sealed_at','clock_timestamp()','')," \
	"('history','changed_at','clock_timestamp()','')," \
	"('history','history_id',NULL,'a')," \
	"('rule_set','first_used_at','now()','')" \
	") AS x (tab, col, definition, identity)"

/*
 * Table, constraint, kind, definition; "@@" stands for the ledger's schema.
 * Not null is looked after with the columns.
 */
#define EXPECTED_CONSTRAINTS \
	"(VALUES " \
	"('ledger_version','ledger_version_one_row','c','CHECK (only_row)')," \
	"('ledger_version','ledger_version_pkey','p','PRIMARY KEY (only_row)')," \
	"('department','department_code_normal','c','CHECK (((code = budget_perf.normalise_code(code)) AND (code <> ''''::text)))')," \
	"('department','department_name_given','c','CHECK ((name <> ''''::text))')," \
	"('department','department_pkey','p','PRIMARY KEY (code)')," \
	"('department','department_parent_fkey','f','FOREIGN KEY (parent_code) REFERENCES @@.department(code)')," \
	"('department_succession','department_succession_kind','c','CHECK ((kind = ANY (ARRAY[''rename''::text, ''merge''::text, ''split''::text])))')," \
	"('department_succession','department_succession_moves','c','CHECK ((predecessor_code <> successor_code))')," \
	"('department_succession','department_succession_pkey','p','PRIMARY KEY (predecessor_code, successor_code, fiscal_year)')," \
	"('department_succession','department_succession_predecessor_fkey','f','FOREIGN KEY (predecessor_code) REFERENCES @@.department(code)')," \
	"('department_succession','department_succession_successor_fkey','f','FOREIGN KEY (successor_code) REFERENCES @@.department(code)')," \
	"('form','form_amount_unit','c','CHECK ((amount_unit = ANY (ARRAY[''元''::text, ''万元''::text])))')," \
	"('form','form_target_columns','c','CHECK ((target_columns = ANY (ARRAY[1, 2])))')," \
	"('form','form_weight_total','c','CHECK (((weight_total > (0)::numeric) AND (weight_total <> ''NaN''::numeric)))')," \
	"('form','form_pkey','p','PRIMARY KEY (code)')," \
	"('form_item','form_item_category','c','CHECK ((category = ANY (ARRAY[''expenditure''::text, ''income''::text, ''tier''::text])))')," \
	"('form_item','form_item_pkey','p','PRIMARY KEY (form_code, item_code)')," \
	"('form_item','form_item_ordinal_key','u','UNIQUE (form_code, ordinal)')," \
	"('form_item','form_item_label_key','u','UNIQUE (form_code, label)')," \
	"('form_item','form_item_form_fkey','f','FOREIGN KEY (form_code) REFERENCES @@.form(code)')," \
	"('indicator_class','indicator_class_pkey','p','PRIMARY KEY (taxonomy, code)')," \
	"('indicator_class','indicator_class_ordinal_key','u','UNIQUE (taxonomy, ordinal)')," \
	"('indicator_class','indicator_class_names_key','u','UNIQUE (taxonomy, level1, level2)')," \
	"('rule','rule_kind','c','CHECK ((kind = ANY (ARRAY[''identity''::text, ''magnitude''::text, ''item_known''::text, ''amount_sign''::text, ''amount_rounded''::text, ''section_blank''::text, ''empty''::text, ''name_blank''::text, ''class_known''::text, ''class_coverage''::text, ''annual_within_cycle''::text, ''unit_conflict''::text, ''target_blank''::text, ''target_deferred''::text, ''target_template''::text, ''percent_range''::text, ''comparator_missing''::text, ''weight_total''::text, ''duplicate_task''::text, ''duplicate_indicator''::text, ''amendment_missing''::text, ''amendment_reason''::text, ''amendment_sign''::text, ''amendment_transfer''::text, ''amendment_total''::text, ''amendment_targets_kept''::text, ''amendment_target_changed''::text])))')," \
	"('rule','rule_severity','c','CHECK ((severity = ANY (ARRAY[''error''::text, ''warning''::text, ''info''::text, ''off''::text])))')," \
	"('rule','rule_operator','c','CHECK ((((kind = ''identity''::text) = (operator IS NOT NULL)) AND (operator = ANY (ARRAY[''=''::text, ''<=''::text, ''>=''::text]))))')," \
	"('rule','rule_tolerance','c','CHECK (((tolerance >= (0)::numeric) AND (tolerance <> ''NaN''::numeric)))')," \
	"('rule','rule_parameters','c','CHECK ((jsonb_typeof(parameters) = ''object''::text))')," \
	"('rule','rule_years','c','CHECK ((first_year <= last_year))')," \
	"('rule','rule_pkey','p','PRIMARY KEY (id)')," \
	"('rule_term','rule_term_side','c','CHECK ((side = ANY (ARRAY[''left''::text, ''right''::text])))')," \
	"('rule_term','rule_term_source','c','CHECK ((source = ANY (ARRAY[''item''::text, ''tasks''::text])))')," \
	"('rule_term','rule_term_item','c','CHECK (((source = ''item''::text) = (item_code <> ''''::text)))')," \
	"('rule_term','rule_term_coefficient','c','CHECK (((coefficient <> (0)::numeric) AND (coefficient <> ''NaN''::numeric)))')," \
	"('rule_term','rule_term_pkey','p','PRIMARY KEY (rule_id, side, source, item_code)')," \
	"('rule_term','rule_term_rule_fkey','f','FOREIGN KEY (rule_id) REFERENCES @@.rule(id) ON DELETE CASCADE')," \
	"('rule_set','rule_set_pkey','p','PRIMARY KEY (digest)')," \
	"('duty','duty_role_given','c','CHECK ((role_name <> ''''::text))')," \
	"('duty','duty_known','c','CHECK ((duty = ANY (ARRAY[''clerk''::text, ''reviewer''::text, ''reader''::text, ''archivist''::text, ''steward''::text])))')," \
	"('duty','duty_department_normal','c','CHECK ((department_code = budget_perf.normalise_code(department_code)))')," \
	"('duty','duty_pkey','p','PRIMARY KEY (role_name, duty, department_code, region)')," \
	"('waiver','waiver_pkey','p','PRIMARY KEY (waiver_id)')," \
	"('waiver','waiver_form_fkey','f','FOREIGN KEY (form_code) REFERENCES @@.form(code)')," \
	"('waiver','waiver_scope','c','CHECK (((department_code IS NOT NULL) OR (form_code IS NOT NULL)))')," \
	"('waiver','waiver_years','c','CHECK ((first_year <= last_year))')," \
	"('waiver','waiver_reason','c','CHECK ((reason <> ''''::text))')," \
	"('waiver','waiver_approver','c','CHECK ((approver <> ''''::text))')," \
	"('indicator_link','indicator_link_pkey','p','PRIMARY KEY (department_code, fiscal_year, indicator_no, indicator_code)')," \
	"('indicator_link','indicator_link_department_fkey','f','FOREIGN KEY (department_code) REFERENCES @@.department(code)')," \
	"('indicator_link','indicator_link_previous_department_fkey','f','FOREIGN KEY (previous_department_code) REFERENCES @@.department(code)')," \
	"('indicator_link','indicator_link_indicator','c','CHECK ((((indicator_no >= 1) <> (indicator_code <> ''''::text)) AND (indicator_no >= 0)))')," \
	"('indicator_link','indicator_link_previous','c','CHECK (((previous_indicator_no IS NULL) OR (previous_indicator_code IS NULL)))')," \
	"('indicator_link','indicator_link_reason','c','CHECK ((reason <> ''''::text))')," \
	"('ambition_parameter','ambition_parameter_pkey','p','PRIMARY KEY (form_code)')," \
	"('ambition_parameter','ambition_parameter_unchanged_years','c','CHECK (((unchanged_years >= 2) AND (unchanged_years <= 20)))')," \
	"('ambition_parameter','ambition_parameter_exceeded_rate','c','CHECK (((exceeded_rate >= (0)::numeric) AND (exceeded_rate <> ''NaN''::numeric)))')," \
	"('waiver','waiver_rule_fkey','f','FOREIGN KEY (rule_id) REFERENCES @@.rule(id)')," \
	"('waiver','waiver_department_fkey','f','FOREIGN KEY (department_code) REFERENCES @@.department(code)')," \
	"('declaration','declaration_fiscal_year','c','CHECK (((fiscal_year >= 1949) AND (fiscal_year <= 9999)))')," \
	"('declaration','declaration_version','c','CHECK ((version >= 1))')," \
	"('declaration','declaration_status','c','CHECK ((status = ANY (ARRAY[''draft''::text, ''submitted''::text, ''approved''::text, ''recorded''::text])))')," \
	"('declaration','declaration_cycle','c','CHECK ((cycle_from <= cycle_to))')," \
	"('declaration','declaration_cycle_from','c','CHECK (((cycle_from >= 1949) AND (cycle_from <= 9999)))')," \
	"('declaration','declaration_cycle_to','c','CHECK (((cycle_to >= 1949) AND (cycle_to <= 9999)))')," \
	"('declaration','declaration_pkey','p','PRIMARY KEY (department_code, fiscal_year, version)')," \
	"('declaration','declaration_department_fkey','f','FOREIGN KEY (department_code) REFERENCES @@.department(code)')," \
	"('declaration','declaration_form_fkey','f','FOREIGN KEY (form_code) REFERENCES @@.form(code)')," \
	"('budget_line','budget_line_amount_finite','c','CHECK ((amount <> ''NaN''::numeric))')," \
	"('budget_line','budget_line_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, item_code)')," \
	"('task','task_no_positive','c','CHECK ((task_no >= 1))')," \
	"('task','task_amount_finite','c','CHECK ((amount <> ''NaN''::numeric))')," \
	"('task','task_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, task_no)')," \
	"('indicator','indicator_no_positive','c','CHECK ((indicator_no >= 1))')," \
	"('indicator','indicator_weight','c','CHECK (((weight >= (0)::numeric) AND (weight <> ''NaN''::numeric)))')," \
	"('indicator','indicator_accumulation','c','CHECK ((accumulation = ANY (ARRAY[''cumulative''::text, ''level''::text])))')," \
	"('indicator','indicator_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, indicator_no)')," \
	"('seal','seal_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, submission)')," \
	"('seal','seal_declaration_fkey','f','FOREIGN KEY (department_code, fiscal_year, version) REFERENCES @@.declaration(department_code, fiscal_year, version)')," \
	"('rating','rating_light','c','CHECK ((light = ANY (ARRAY[''red''::text, ''yellow''::text, ''green''::text, ''blue''::text])))')," \
	"('rating','rating_pkey','p','PRIMARY KEY (code)')," \
	"('rating','rating_ordinal_key','u','UNIQUE (ordinal)')," \
	"('rating','rating_label_key','u','UNIQUE (label)')," \
	"('measurement','measurement_actual_finite','c','CHECK ((actual <> ''NaN''::numeric))')," \
	"('measurement','measurement_actual_given','c','CHECK (((actual IS NOT NULL) OR (actual_date IS NOT NULL) OR (rating IS NOT NULL) OR (actual_text IS NOT NULL)))')," \
	"('measurement','measurement_unit_of_actual','c','CHECK (((actual_unit IS NULL) OR (actual IS NOT NULL)))')," \
	"('measurement','measurement_increment_of_actual','c','CHECK (((NOT is_increment) OR (actual IS NOT NULL)))')," \
	"('measurement','measurement_share_of_rating','c','CHECK (((rating_share IS NULL) OR ((rating IS NOT NULL) AND (rating_share >= (0)::numeric) AND (rating_share <= (1)::numeric))))')," \
	"('measurement','measurement_days_finite','c','CHECK ((isfinite(measured_on) AND ((actual_date IS NULL) OR isfinite(actual_date))))')," \
	"('measurement','measurement_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, indicator_no, measured_on)')," \
	"('measurement','measurement_indicator_fkey','f','FOREIGN KEY (department_code, fiscal_year, version, indicator_no) REFERENCES @@.indicator(department_code, fiscal_year, version, indicator_no)')," \
	"('measurement','measurement_rating_fkey','f','FOREIGN KEY (rating) REFERENCES @@.rating(code)')," \
	"('score_method','score_method_formula','c','CHECK ((formula = ANY (ARRAY[''A''::text, ''B''::text])))')," \
	"('score_method','score_method_cap','c','CHECK (((cap > (0)::numeric) AND (cap <> ''NaN''::numeric)))')," \
	"('score_method','score_method_over','c','CHECK (((over_from >= (1)::numeric) AND (over_deduction >= (0)::numeric) AND (over_from <> ''NaN''::numeric) AND (over_deduction <> ''NaN''::numeric)))')," \
	"('score_method','score_method_decimals','c','CHECK (((decimals >= 0) AND (decimals <= 2)))')," \
	"('score_method','score_method_late_days','c','CHECK (((late_days >= 0) AND (late_days <= 10000)))')," \
	"('score_method','score_method_classes','c','CHECK ((array_position(plan_down_classes, NULL::text) IS NULL))')," \
	"('score_method','score_method_weights','c','CHECK (((execution_weight >= (0)::numeric) AND (execution_weight <> ''NaN''::numeric) AND (indicator_weight > (0)::numeric) AND (indicator_weight <> ''NaN''::numeric)))')," \
	"('score_method','score_method_pkey','p','PRIMARY KEY (code)')," \
	"('score_tier','score_tier_shares','c','CHECK (((share_from >= (0)::numeric) AND (share_from < share_to) AND (share_to <= (1)::numeric) AND (share_usual >= share_from) AND (share_usual <= share_to)))')," \
	"('score_tier','score_tier_pkey','p','PRIMARY KEY (method_code, rating)')," \
	"('score_tier','score_tier_method_fkey','f','FOREIGN KEY (method_code) REFERENCES @@.score_method(code) ON DELETE CASCADE')," \
	"('score_tier','score_tier_rating_fkey','f','FOREIGN KEY (rating) REFERENCES @@.rating(code)')," \
	"('score_grade','score_grade_pkey','p','PRIMARY KEY (method_code, label)')," \
	"('score_grade','score_grade_points_key','u','UNIQUE (method_code, points_from)')," \
	"('score_grade','score_grade_method_fkey','f','FOREIGN KEY (method_code) REFERENCES @@.score_method(code) ON DELETE CASCADE')," \
	"('score_weight','score_weight_weight','c','CHECK (((weight >= (0)::numeric) AND (weight <> ''NaN''::numeric)))')," \
	"('score_weight','score_weight_heirs','c','CHECK ((array_position(absent_to, NULL::text) IS NULL))')," \
	"('score_weight','score_weight_pkey','p','PRIMARY KEY (method_code, taxonomy, level1)')," \
	"('score_weight','score_weight_ordinal_key','u','UNIQUE (method_code, taxonomy, ordinal)')," \
	"('score_weight','score_weight_method_fkey','f','FOREIGN KEY (method_code) REFERENCES @@.score_method(code) ON DELETE CASCADE')," \
	"('score_use','score_use_pkey','p','PRIMARY KEY (form_code, first_year)')," \
	"('score_use','score_use_method_fkey','f','FOREIGN KEY (method_code) REFERENCES @@.score_method(code)')," \
	"('light_scale','light_scale_order','c','CHECK (((yellow_from > (0)::numeric) AND (yellow_from <= green_from) AND (green_from <= blue_from) AND (blue_from <> ''NaN''::numeric)))')," \
	"('light_scale','light_scale_classes','c','CHECK (((array_position(inside_classes, NULL::text) IS NULL) AND (array_position(plan_down_classes, NULL::text) IS NULL)))')," \
	"('light_scale','light_scale_pkey','p','PRIMARY KEY (form_code, first_year)')," \
	"('execution','execution_amount_finite','c','CHECK ((amount <> ''NaN''::numeric))')," \
	"('execution','execution_place','c','CHECK (((item_code IS NOT NULL) OR (task_no IS NOT NULL)))')," \
	"('execution','execution_pkey','p','PRIMARY KEY (department_code, fiscal_year, spent_on, entry_no)')," \
	"('execution','execution_department_fkey','f','FOREIGN KEY (department_code) REFERENCES @@.department(code)')," \
	"('amendment','amendment_kind','c','CHECK ((kind = ANY (ARRAY[''increase''::text, ''decrease''::text, ''transfer''::text])))')," \
	"('amendment','amendment_no_positive','c','CHECK ((amendment_no >= 1))')," \
	"('amendment','amendment_version_later','c','CHECK ((version > 1))')," \
	"('amendment','amendment_declaration_fkey','f','FOREIGN KEY (department_code, fiscal_year, version) REFERENCES @@.declaration(department_code, fiscal_year, version) ON DELETE CASCADE')," \
	"('amendment','amendment_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, amendment_no)')," \
	"('amendment_line','amendment_line_change_finite','c','CHECK ((change <> ''NaN''::numeric))')," \
	"('amendment_line','amendment_line_no_positive','c','CHECK ((line_no >= 1))')," \
	"('amendment_line','amendment_line_place','c','CHECK (((item_code IS NULL) <> (task_no IS NULL)))')," \
	"('amendment_line','amendment_line_task_positive','c','CHECK ((task_no >= 1))')," \
	"('amendment_line','amendment_line_amendment_fkey','f','FOREIGN KEY (department_code, fiscal_year, version, amendment_no) REFERENCES @@.amendment(department_code, fiscal_year, version, amendment_no) ON DELETE CASCADE')," \
	"('amendment_line','amendment_line_pkey','p','PRIMARY KEY (department_code, fiscal_year, version, amendment_no, line_no)')," \
	"('execution','execution_spent_in_year','c','CHECK (((spent_on >= make_date(fiscal_year, 1, 1)) AND (spent_on <= make_date(fiscal_year, 12, 31))))')," \
	"('monitoring_scheme','monitoring_scheme_progress_gap','c','CHECK (((progress_gap > (0)::numeric) AND (progress_gap <= (1)::numeric)))')," \
	"('monitoring_scheme','monitoring_scheme_pkey','p','PRIMARY KEY (code)')," \
	"('monitoring_threshold','monitoring_threshold_level','c','CHECK ((level = ANY (ARRAY[''yellow''::text, ''red''::text])))')," \
	"('monitoring_threshold','monitoring_threshold_month','c','CHECK (((month >= 1) AND (month <= 12)))')," \
	"('monitoring_threshold','monitoring_threshold_rate','c','CHECK (((minimum_rate > (0)::numeric) AND (minimum_rate <= (1)::numeric)))')," \
	"('monitoring_threshold','monitoring_threshold_scheme_fkey','f','FOREIGN KEY (scheme_code) REFERENCES @@.monitoring_scheme(code) ON DELETE CASCADE')," \
	"('monitoring_threshold','monitoring_threshold_pkey','p','PRIMARY KEY (scheme_code, month, level)')," \
	"('monitoring_use','monitoring_use_scheme_fkey','f','FOREIGN KEY (scheme_code) REFERENCES @@.monitoring_scheme(code)')," \
	"('monitoring_use','monitoring_use_pkey','p','PRIMARY KEY (region, form_code, first_year)')," \
	"('history','history_pkey','p','PRIMARY KEY (history_id)')" \
	") AS e (tab, name, kind, definition)"

/*
 * Table, trigger, function of the engine, events and timing as in
 * pg_trigger.tgtype, and which transition tables it must see.
 */
#define TIMING_AFTER_INSERT		"4"
#define TIMING_AFTER_DELETE		"8"
#define TIMING_AFTER_UPDATE		"16"
#define TIMING_BEFORE_WRITE		"30"	/* before insert, update or delete */
#define TIMING_BEFORE_TRUNCATE	"34"

#define EXPECTED_GUARDS(tab, function) \
	"('" tab "','budget_perf_insert','" function "'," TIMING_AFTER_INSERT ",false,true)," \
	"('" tab "','budget_perf_update','" function "'," TIMING_AFTER_UPDATE ",true,true)," \
	"('" tab "','budget_perf_delete','" function "'," TIMING_AFTER_DELETE ",true,false)," \
	"('" tab "','budget_perf_truncate','guard_truncate'," TIMING_BEFORE_TRUNCATE ",false,false)"

#define EXPECTED_RECORD_GUARDS(tab) \
	"('" tab "','budget_perf_write','guard_record'," TIMING_BEFORE_WRITE ",false,false)," \
	"('" tab "','budget_perf_truncate','guard_truncate'," TIMING_BEFORE_TRUNCATE ",false,false)"

#define EXPECTED_TRIGGERS \
	"(VALUES " \
	EXPECTED_GUARDS("declaration", "guard_declaration") "," \
	EXPECTED_GUARDS("budget_line", "guard_child") "," \
	EXPECTED_GUARDS("task", "guard_child") "," \
	EXPECTED_GUARDS("indicator", "guard_child") "," \
	EXPECTED_GUARDS("amendment", "guard_child") "," \
	EXPECTED_GUARDS("amendment_line", "guard_child") "," \
	"('execution','budget_perf_insert','guard_execution'," TIMING_AFTER_INSERT ",false,true)," \
	"('execution','budget_perf_update','guard_execution'," TIMING_AFTER_UPDATE ",true,true)," \
	"('measurement','budget_perf_insert','guard_measurement'," TIMING_AFTER_INSERT ",false,true)," \
	"('measurement','budget_perf_update','guard_measurement'," TIMING_AFTER_UPDATE ",true,true)," \
	EXPECTED_RECORD_GUARDS("seal") "," \
	EXPECTED_RECORD_GUARDS("history") "," \
	EXPECTED_RECORD_GUARDS("rule_set") \
	") AS e (tab, name, function, timing, old_rows, new_rows)"

#endif							/* BUDGET_PERF_VERIFY_EXPECTED_H */
