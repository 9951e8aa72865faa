-- Not a read model: nothing else knows these rows, and no rebuild touches them.
SELECT pg_advisory_xact_lock(7205);
CREATE SCHEMA IF NOT EXISTS people;

-- A name holds from the day `since` until the next one of the person does.
CREATE TABLE IF NOT EXISTS people.name (
    person  text COLLATE "C" NOT NULL,
    since   date NOT NULL,
    name_zh text,
    name_en text,
    contact text,
    PRIMARY KEY (person, since)
);
-- The planner's statistics would keep samples of these columns beyond an erasure.
ALTER TABLE people.name ALTER name_zh SET STATISTICS 0, ALTER name_en SET STATISTICS 0,
    ALTER contact SET STATISTICS 0;

CREATE TABLE IF NOT EXISTS people.erased (
    person    text COLLATE "C" PRIMARY KEY,
    erased_at timestamptz NOT NULL
);
