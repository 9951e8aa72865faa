CREATE TYPE public.stored_event_text AS (
	originator_id text,
	originator_version bigint,
	topic text,
	state bytea
);
CREATE FUNCTION public.es_insert_events_text(events public.stored_event_text[]) RETURNS SETOF bigint
    LANGUAGE plpgsql
    AS $$BEGIN    SET LOCAL lock_timeout = '10s';    NOTIFY "stored_events";    RETURN QUERY    INSERT INTO "public"."stored_events" AS t (    originator_id, originator_version, topic, state)    SELECT originator_id, originator_version, topic, state    FROM unnest(events)    RETURNING notification_id;END;$$;
CREATE TABLE public.accepted (
    source text NOT NULL,
    id text NOT NULL,
    digest bytea NOT NULL,
    originator_id text NOT NULL,
    originator_version bigint NOT NULL
);
CREATE TABLE public.heard (
    service text NOT NULL,
    "position" bigint NOT NULL,
    subject text NOT NULL,
    type text NOT NULL,
    state bytea NOT NULL
);
CREATE TABLE public.heard_upto (
    service text NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE public.refused (
    number bigint NOT NULL,
    digest bytea NOT NULL,
    source text,
    id text,
    refusedat timestamp with time zone NOT NULL,
    attributes bytea NOT NULL,
    data bytea NOT NULL,
    problem bytea NOT NULL,
    accepted_as bytea
);
CREATE TABLE public.stored_events (
    originator_id text NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');
CREATE SEQUENCE public.stored_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.stored_events_notification_id_seq OWNED BY public.stored_events.notification_id;
ALTER TABLE ONLY public.stored_events ALTER COLUMN notification_id SET DEFAULT nextval('public.stored_events_notification_id_seq'::regclass);
INSERT INTO public.accepted VALUES ('tests', '1', '\x01', 's:c:north', 1);
INSERT INTO public.heard VALUES ('pledges', 7, 's:c:north', 'gradetrail.pledges.PledgeMade.v1', '\x7b7d');
INSERT INTO public.heard_upto VALUES ('pledges', 7);
INSERT INTO public.refused VALUES (1, '\x02', NULL, NULL, '2011-11-13 00:00:00+00', '\x7b7d', '\x7b7d', '\x7b7d', NULL);
INSERT INTO public.stored_events VALUES ('s:c:north', 1, 'gradetrail.grading.BranchSelfRated.v1', '\x7b7d', 1);
SELECT pg_catalog.setval('public.stored_events_notification_id_seq', 1, false);
ALTER TABLE ONLY public.accepted
    ADD CONSTRAINT accepted_pkey PRIMARY KEY (source, id);
ALTER TABLE ONLY public.heard
    ADD CONSTRAINT heard_pkey PRIMARY KEY (service, "position");
ALTER TABLE ONLY public.heard_upto
    ADD CONSTRAINT heard_upto_pkey PRIMARY KEY (service);
ALTER TABLE ONLY public.refused
    ADD CONSTRAINT refused_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.refused
    ADD CONSTRAINT refused_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (originator_id, originator_version);
CREATE INDEX heard_subject ON public.heard USING btree (subject);
CREATE INDEX refused_open ON public.refused USING btree (source, id) WHERE (accepted_as IS NULL);
CREATE UNIQUE INDEX stored_events_notification_id_idx ON public.stored_events USING btree (notification_id);
CREATE INDEX stored_events_reference ON public.stored_events USING btree (notification_id) WHERE ((originator_id ~~ 'scheme:%'::text) OR (originator_id ~~ 'organisation:%'::text) OR (originator_id ~~ 'cycle:%'::text));
