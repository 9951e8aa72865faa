-- Append-only: what was asserted of tiers, and the references it is read with. A row is never
-- changed, so that any day's standings are the rows recorded by then.
CREATE TABLE assertion (
    service       text COLLATE "C" NOT NULL,
    position      bigint NOT NULL,
    part          integer NOT NULL,   -- 0-based, where one event asserts several things
    case_id       text COLLATE "C" NOT NULL,
    scheme        text COLLATE "C" NOT NULL,
    cycle         text COLLATE "C" NOT NULL,
    organisation  text COLLATE "C" NOT NULL,
    ladder        text COLLATE "C" NOT NULL,
    says          text COLLATE "C" NOT NULL,
    tier          text COLLATE "C",   -- null: enrolled without a tier, or undetermined
    time          timestamptz NOT NULL,
    recordedat    timestamptz NOT NULL,
    PRIMARY KEY (service, position, part)
);
CREATE INDEX assertion_of_case ON assertion (case_id, position);
CREATE INDEX assertion_of_cycle ON assertion (scheme, cycle);

CREATE TABLE organisation (
    service     text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    id          text COLLATE "C" NOT NULL,
    kind        text NOT NULL,
    name_zh     text NOT NULL,
    name_en     text,
    parent      text COLLATE "C",
    time        timestamptz NOT NULL,
    recordedat  timestamptz NOT NULL,
    PRIMARY KEY (service, position)
);
CREATE INDEX organisation_by_id ON organisation (id, position);

CREATE TABLE cycle (
    service         text COLLATE "C" NOT NULL,
    position        bigint NOT NULL,
    scheme          text COLLATE "C" NOT NULL,
    cycle           text COLLATE "C" NOT NULL,
    scheme_version  integer,          -- null: this row says that it was closed
    committee       text NOT NULL,
    opens           date,
    closes          date,
    closed_on       date,
    time            timestamptz NOT NULL,
    recordedat      timestamptz NOT NULL,
    PRIMARY KEY (service, position)
);

CREATE TABLE scheme (
    service         text COLLATE "C" NOT NULL,
    position        bigint NOT NULL,
    scheme          text COLLATE "C" NOT NULL,
    version         integer NOT NULL,
    sha256          text NOT NULL,
    title_en        text,
    title_zh        text,
    effective_from  date NOT NULL,
    time            timestamptz NOT NULL,
    recordedat      timestamptz NOT NULL,
    PRIMARY KEY (service, position)
);
