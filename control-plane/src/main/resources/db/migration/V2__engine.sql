-- What the queue, the rollout and the webhook keep besides the foundation.

-- ---------------------------------------------------------------- builds
alter table build
    add column timeout_ms bigint not null default 1800000 check (timeout_ms > 0),  -- of one attempt
    add column source jsonb;                           -- protocol.SourceSpec and PlanOverrides of an inspection without a project
-- An inspection of a Git URL belongs to no project.
alter table build alter column project_id drop not null;
alter table build add constraint build_has_source check (project_id is not null or source is not null);
create index build_finished on build (finished_at) where state = 'DONE';

-- ---------------------------------------------------------------- deployments
alter table deployment
    add column watch_until timestamptz,                -- a crash before this time reverts alone
    add column cutover_baseline jsonb,                 -- counters per release when the switch began; null: no cutover is counted
    add column wanted_instances int,                   -- what SCALE asked for
    add column waiting_for text;                       -- why it does not move now, one sentence; null: it moves

-- ---------------------------------------------------------------- instances and routes
alter table instance
    add column routed boolean not null default false,  -- stands in the route table
    add column goal_version bigint not null default 0, -- the desired state that first carried this goal
    add column unrouted_version bigint;                -- the route table that first went without it
create index instance_unfinished on instance (environment_id) where removed_at is null and goal <> 'RUN';

-- When the newest report came and from which run of the edge: counters that it did not name are at rest.
alter table edge
    add column reported_at timestamptz,
    add column start_id uuid;

-- ---------------------------------------------------------------- webhook
-- Every delivery is kept once; the delivery id is outside of the signature, so it is no defence against replay.
create table webhook_delivery (
    id uuid primary key,
    delivery text not null check (length(delivery) between 1 and 100),
    project_id uuid not null references project on delete cascade,
    event text not null check (length(event) between 1 and 100),
    outcome text,                                      -- null: not worked on yet
    payload_sha256 bytea not null,
    received_at timestamptz not null default now(),
    unique (project_id, delivery)
);

-- What was pushed to where: one deployment per (repository, ref, commit, environment).
create table push (
    environment_id uuid not null references environment on delete cascade,
    git_ref text not null,
    commit_sha text not null,
    deployment_id uuid references deployment on delete set null,
    delivery_id uuid references webhook_delivery on delete set null,
    at timestamptz not null default now(),
    primary key (environment_id, git_ref, commit_sha)
);
