-- One row per event and case it touches. PRIMARY KEY finds an event, the index a case;
-- the partial index finds what in a case corrects what, however long the case is.
CREATE TABLE entry (
    case_id        text COLLATE "C" NOT NULL,
    service        text COLLATE "C" NOT NULL,
    position       bigint NOT NULL,
    event_id       text NOT NULL,
    source         text NOT NULL,
    type           text COLLATE "C" NOT NULL,
    time           timestamptz NOT NULL,
    recordedat     timestamptz NOT NULL,
    actor          text NOT NULL,
    recordedby     text,
    correlationid  text,
    causationid    text,
    version        integer NOT NULL,
    subject        text,   -- the event's own subject, where that is another case
    data           text NOT NULL,   -- verbatim JSON; text is the fastest to COPY, jsonb would reorder it
    PRIMARY KEY (service, position, case_id)
);
CREATE INDEX entry_of_case ON entry (case_id);
CREATE INDEX entry_correcting ON entry (case_id) WHERE type LIKE '%Corrected.v%';

-- The same rows with what was said as jsonb, for a person with psql.
CREATE VIEW entry_said AS
SELECT service, position, case_id, type, time, recordedat, actor, recordedby,
       data::jsonb AS said
FROM entry;
