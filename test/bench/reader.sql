-- Peer: targets as text, read by PL/pgSQL with regular expressions. It reads the
-- forms that occur in the benchmark's data, and is held to the same answers there.

CREATE TYPE budget.target_reading AS (kind text, comparator text, lower numeric, upper numeric, unit text, on_day date);

CREATE FUNCTION budget.read_target(target text) RETURNS budget.target_reading LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    r budget.target_reading;
    part text[];
    t text := translate(target, '＝＞＜％－～〜０１２３４５６７８９．，', '=><%-~~0123456789.,');
BEGIN
    part := regexp_match(t, '^\s*(≥|≧|>=|≤|≦|<=|>|<|=)?\s*(-?\d[\d,]*(?:\.\d+)?)\s*([^\d\s~至-]*)\s*$');
    IF part IS NOT NULL THEN
        r.comparator := CASE
            WHEN part[1] IN ('≥', '≧', '>=') THEN '>='
            WHEN part[1] IN ('≤', '≦', '<=') THEN '<='
            ELSE coalesce(part[1], '=')
        END;
        r.kind := CASE WHEN part[1] IS NULL THEN 'plan' ELSE 'bound' END;
        IF r.comparator IN ('>=', '>', '=') THEN
            r.lower := replace(part[2], ',', '')::numeric;
        END IF;
        IF r.comparator IN ('<=', '<', '=') THEN
            r.upper := replace(part[2], ',', '')::numeric;
        END IF;
        r.unit := nullif(part[3], '');
        RETURN r;
    END IF;
    part := regexp_match(t, '^\s*(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})日)?(底)?(之?前|以?内)?$');
    IF part IS NOT NULL THEN
        r.kind := 'date';
        r.comparator := CASE WHEN part[5] IS NOT NULL THEN '<=' ELSE '=' END;
        r.on_day := CASE
            WHEN part[3] IS NOT NULL THEN make_date(part[1]::integer, part[2]::integer, part[3]::integer)
            WHEN part[2] IS NOT NULL THEN (make_date(part[1]::integer, part[2]::integer, 1) + interval '1 month - 1 day')::date
            ELSE make_date(part[1]::integer, 12, 31)
        END;
        RETURN r;
    END IF;
    part := regexp_match(t, '^\s*(\d[\d,]*(?:\.\d+)?)\s*([^\d\s~至-]*)\s*[-~至]\s*(\d[\d,]*(?:\.\d+)?)\s*([^\d\s~至-]*)\s*$');
    IF part IS NOT NULL THEN
        r.kind := 'range';
        r.lower := replace(part[1], ',', '')::numeric;
        r.upper := replace(part[3], ',', '')::numeric;
        r.unit := nullif(part[4], '');
        RETURN r;
    END IF;
    r.kind := CASE
        WHEN t ~ '待定|待下达|另行确定' THEN 'deferred'
        WHEN t ~ 'XX|××|\*\*|_{2,}' THEN 'template'
        ELSE 'qualitative'
    END;
    RETURN r;
END $$;
