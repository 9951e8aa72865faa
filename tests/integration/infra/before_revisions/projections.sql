CREATE SCHEMA people;
CREATE TABLE people.erased (
    person text NOT NULL COLLATE pg_catalog."C",
    erased_at timestamp with time zone NOT NULL
);
CREATE TABLE people.name (
    person text NOT NULL COLLATE pg_catalog."C",
    since date NOT NULL,
    name_zh text,
    name_en text,
    contact text
);
ALTER TABLE ONLY people.name ALTER COLUMN name_zh SET STATISTICS 0;
ALTER TABLE ONLY people.name ALTER COLUMN name_en SET STATISTICS 0;
ALTER TABLE ONLY people.name ALTER COLUMN contact SET STATISTICS 0;
INSERT INTO people.erased VALUES ('person-31-04', '2011-11-13 00:00:00+00');
INSERT INTO people.name VALUES ('person-31-03', '-infinity', '示例乙', NULL, NULL);
ALTER TABLE ONLY people.erased
    ADD CONSTRAINT erased_pkey PRIMARY KEY (person);
ALTER TABLE ONLY people.name
    ADD CONSTRAINT name_pkey PRIMARY KEY (person, since);
