-- The foundation. Rules that must hold whatever the code does are constraints and triggers here:
--   one LIVE deployment per environment, no unfinished row without a deadline, no write with an old fence,
--   releases never change, secrets are bytes that only the secret package can open.
-- Times are timestamptz of the database's clock unless a column says otherwise.

-- ---------------------------------------------------------------- people
create table team (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    created_at timestamptz not null default now()
);

create table account (
    id uuid primary key,
    email text not null check (email = lower(email) and length(email) between 3 and 254),
    name text not null check (length(name) between 1 and 100),
    password_hash text not null,
    created_at timestamptz not null default now(),
    disabled_at timestamptz
);
create unique index account_email on account (email);

create table membership (
    team_id uuid not null references team on delete cascade,
    account_id uuid not null references account on delete cascade,
    role text not null check (role in ('OWNER', 'ADMIN', 'DEVELOPER', 'VIEWER')),
    created_at timestamptz not null default now(),
    primary key (team_id, account_id)
);

-- The one-time link of the first start.
create table setup_link (
    token_hash bytea primary key,
    expires_at timestamptz not null,
    used_at timestamptz
);

create table user_session (
    id uuid primary key,
    account_id uuid not null references account on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoke_reason text,
    user_agent text,
    address text
);

-- Rotating refresh tokens: one chain per session; a used one seen again revokes the session.
create table refresh_token (
    token_hash bytea primary key,
    session_id uuid not null references user_session on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- Failed sign-ins by account and true peer, in the database so that a restart forgets nothing.
create table sign_in_failure (
    id bigint generated always as identity primary key,
    email text not null,
    address text not null,
    at timestamptz not null default now()
);
create index sign_in_failure_email on sign_in_failure (email, at);
create index sign_in_failure_address on sign_in_failure (address, at);

-- Single-use tickets for WebSockets: bound to a session and an object.
create table stream_ticket (
    token_hash bytea primary key,
    session_id uuid not null references user_session on delete cascade,
    subject text not null,
    origin text,
    expires_at timestamptz not null,
    used_at timestamptz
);

-- ---------------------------------------------------------------- machines
create table host (
    id uuid primary key,
    team_id uuid references team on delete cascade,   -- null: shared by all teams
    name text not null,
    port_from int not null default 30000 check (port_from between 1024 and 65535),
    port_to int not null default 39999 check (port_to between port_from and 65535),
    desired_version bigint not null default 1,
    route_version bigint not null default 1,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table worker (
    id uuid primary key,
    team_id uuid references team on delete cascade,   -- null: shared
    name text not null,
    version text not null,
    credential_hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    disabled_at timestamptz
);

create table agent (
    id uuid primary key,
    host_id uuid not null references host on delete cascade,
    name text not null,
    version text not null,
    engine_version text,
    credential_hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    applied_version bigint not null default 0,
    facts jsonb,
    disabled_at timestamptz
);
create unique index agent_host on agent (host_id) where disabled_at is null;

create table edge (
    id uuid primary key,
    host_id uuid not null references host on delete cascade,
    name text not null,
    version text not null,
    credential_hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    applied_version bigint not null default 0,
    refused text,
    disabled_at timestamptz
);
create unique index edge_host on edge (host_id) where disabled_at is null;

create table enrolment_token (
    token_hash bytea primary key,
    kind text not null check (kind in ('WORKER', 'AGENT', 'EDGE')),
    team_id uuid references team on delete cascade,
    host_id uuid references host on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz,
    check (kind = 'WORKER' or host_id is not null)
);

-- ---------------------------------------------------------------- projects
create table project (
    id uuid primary key,
    team_id uuid not null references team on delete cascade,
    name text not null check (name ~ '^[a-z](-?[a-z0-9])*$' and length(name) <= 40),
    git_url text not null,
    branch text,                                       -- null: the remote's default branch
    root_directory text not null default '',
    submodules boolean not null default false,
    settings jsonb not null,                           -- ProjectSettings
    git_credential bytea,                              -- sealed
    webhook_secret bytea,                              -- sealed
    next_deployment_number int not null default 1,
    revision bigint not null default 1,                -- ETag of the settings
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);
-- Names stand in host names, so they are unique over all teams; a deleted project frees its name.
create unique index project_name on project (name) where deleted_at is null;
create index project_team on project (team_id, name) where deleted_at is null;

create table environment (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    host_id uuid not null references host,
    name text not null check (name ~ '^[a-z](-?[a-z0-9])*$' and length(name) <= 40),
    kind text not null check (kind in ('PRODUCTION', 'BRANCH', 'PREVIEW')),
    branch text,
    generation bigint not null default 0,              -- grows with each deployment; newest wins
    wanted_instances int not null default 1 check (wanted_instances between 0 and 20),
    stopped boolean not null default false,
    auto_deploy boolean not null default true,
    variables_revision bigint not null default 1,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);
create unique index environment_name on environment (project_id, name) where deleted_at is null;
create unique index environment_production on environment (project_id) where kind = 'PRODUCTION' and deleted_at is null;

create table variable (
    environment_id uuid not null references environment on delete cascade,
    name text not null check (name ~ '^[A-Za-z_][A-Za-z0-9_]*$' and length(name) <= 128),
    sealed bytea not null,                             -- AEAD, associated data = team/environment/name
    secret boolean not null default true,
    build_time boolean not null default false,
    updated_at timestamptz not null default now(),
    updated_by uuid references account,
    primary key (environment_id, name)
);

-- ---------------------------------------------------------------- releases
-- Immutable: the image digest, the variables and everything else an instance is made of.
create table release (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    environment_id uuid not null references environment on delete cascade,
    number int not null,
    repository text not null,                          -- host:port/path
    digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
    size_bytes bigint not null,
    commit_sha text,
    run_plan jsonb not null,                           -- protocol.RunPlan
    settings jsonb not null,                           -- snapshot: limits, health check, drain, restart
    variables bytea not null,                          -- sealed JSON map, associated data = release id
    variable_names text[] not null default '{}',
    image_deleted_at timestamptz,                      -- the only column that may change: no longer a rollback target
    created_at timestamptz not null default now(),
    unique (environment_id, number)
);

create function release_is_immutable() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'image_deleted_at') is distinct from (to_jsonb(old) - 'image_deleted_at') then
        raise exception 'release % is immutable', old.id using errcode = 'AS001';
    end if;
    return new;
end $$;
create trigger release_immutable before update on release for each row execute function release_is_immutable();

-- ---------------------------------------------------------------- deployments
create table deployment (
    id uuid primary key,
    team_id uuid not null references team on delete cascade,
    project_id uuid not null references project on delete cascade,
    environment_id uuid not null references environment on delete cascade,
    number int not null,
    generation bigint not null,
    kind text not null check (kind in ('DEPLOY', 'REDEPLOY', 'ROLLBACK', 'RESTART', 'SCALE', 'START')),
    trigger_kind text not null check (trigger_kind in ('USER', 'API', 'PUSH', 'SYSTEM')),
    state text not null check (state in
        ('QUEUED', 'BUILDING', 'RELEASING', 'VERIFYING', 'LIVE', 'RETIRED', 'FAILED', 'CANCELLED', 'SUPERSEDED')),
    deadline timestamptz,
    cause jsonb,                                       -- protocol.Cause of FAILED
    git_ref text,
    commit_sha text,
    commit_subject text,
    commit_author text,
    detection jsonb,                                   -- protocol.Detection
    release_id uuid references release,
    source_deployment_id uuid references deployment,   -- of a redeploy or rollback
    reason text,
    cancel_requested_at timestamptz,
    cancelled_by uuid references account,
    route_version bigint,                              -- the table that switches to it
    cutover_passed bigint,
    cutover_failed bigint,
    created_by uuid references account,
    created_at timestamptz not null default now(),
    state_at timestamptz not null default now(),
    finished_at timestamptz,
    deleted_at timestamptz,
    unique (project_id, number),
    constraint unfinished_has_deadline check (
        (state in ('QUEUED', 'BUILDING', 'RELEASING', 'VERIFYING')) = (deadline is not null)),
    constraint failed_has_cause check ((state = 'FAILED') = (cause is not null)),
    constraint live_has_release check (state not in ('VERIFYING', 'LIVE', 'RETIRED') or release_id is not null)
);
create unique index deployment_one_live on deployment (environment_id) where state = 'LIVE';
-- One switch at a time per environment.
create unique index deployment_one_switching on deployment (environment_id) where state in ('RELEASING', 'VERIFYING');
create index deployment_overdue on deployment (deadline) where deadline is not null;
create index deployment_project on deployment (project_id, number desc) where deleted_at is null;
create index deployment_environment on deployment (environment_id, generation desc);
create index deployment_team on deployment (team_id, created_at desc, id) where deleted_at is null;

-- History is the list of states.
create table deployment_state (
    deployment_id uuid not null references deployment on delete cascade,
    seq int not null,
    state text not null,
    at timestamptz not null default now(),
    note text,
    primary key (deployment_id, seq)
);

create table deployment_stage (
    deployment_id uuid not null references deployment on delete cascade,
    stage text not null,
    attempt int not null default 1,
    status text not null check (status in ('STARTED', 'SUCCEEDED', 'FAILED')),
    detail text,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (deployment_id, stage)
);

-- ---------------------------------------------------------------- builds (the queue)
create sequence fence_seq;

create table build (
    id uuid primary key,
    team_id uuid not null references team on delete cascade,
    project_id uuid not null references project on delete cascade,
    deployment_id uuid references deployment on delete cascade,   -- null: an inspection
    kind text not null check (kind in ('BUILD', 'INSPECT')),
    state text not null check (state in ('QUEUED', 'LEASED', 'DONE')),
    attempt int not null default 0,
    max_attempts int not null default 3,
    fence bigint,                                      -- from fence_seq at each lease
    worker_id uuid references worker,
    lease_until timestamptz,                           -- database clock
    deadline timestamptz,
    cancel_requested boolean not null default false,
    git_ref text,
    commit_sha text,
    outcome jsonb,                                     -- protocol.BuildOutcome
    created_at timestamptz not null default now(),
    leased_at timestamptz,
    finished_at timestamptz,
    constraint build_unfinished_has_deadline check ((state = 'DONE') = (deadline is null)),
    constraint build_leased_has_lease check (
        (state = 'LEASED') = (lease_until is not null) and (state <> 'LEASED' or (fence is not null and worker_id is not null)))
);
create index build_waiting on build (created_at, id) where state = 'QUEUED';
create index build_leased on build (lease_until) where state = 'LEASED';
create index build_project_running on build (project_id) where state = 'LEASED';
create unique index build_deployment on build (deployment_id) where deployment_id is not null;

-- A write for a build is accepted only with the fence of its current lease: the database refuses it, not the code.
create function require_current_fence() returns trigger language plpgsql as $$
begin
    if new.fence is not null then
        perform 1 from build b where b.id = new.build_id and b.state = 'LEASED' and b.fence = new.fence for share;
        if not found then
            raise exception 'stale fence % of build %', new.fence, new.build_id using errcode = 'AS002';
        end if;
    end if;
    return new;
end $$;

-- Every report of a worker, kept: stages and the finish.
create table build_report (
    id bigint generated always as identity primary key,
    build_id uuid not null references build on delete cascade,
    fence bigint not null,
    kind text not null check (kind in ('STAGE', 'FINISH')),
    body jsonb not null,
    at timestamptz not null default now()
);
create index build_report_build on build_report (build_id, id);
create trigger build_report_fenced before insert on build_report for each row execute function require_current_fence();

-- ---------------------------------------------------------------- instances and routes
create table instance (
    id uuid primary key,
    deployment_id uuid not null references deployment on delete cascade,   -- the attempt that created it
    release_id uuid not null references release,
    environment_id uuid not null references environment on delete cascade,
    host_id uuid not null references host,
    ordinal int not null,
    goal text not null check (goal in ('RUN', 'DRAIN', 'REMOVE')),
    state text not null default 'PENDING' check (state in ('PENDING', 'PULLING', 'STARTING', 'PROBING', 'HEALTHY',
        'UNHEALTHY', 'BACKING_OFF', 'STOPPING', 'STOPPED', 'FAILED', 'REMOVED')),
    container_id text,
    host_port int,
    restarts int not null default 0,
    cause jsonb,
    drain_until timestamptz,
    started_at timestamptz,
    healthy_at timestamptz,
    observed_at timestamptz,
    created_at timestamptz not null default now(),
    removed_at timestamptz,
    constraint draining_has_deadline check ((goal = 'DRAIN') = (drain_until is not null))
);
create index instance_host on instance (host_id) where removed_at is null;
create index instance_environment on instance (environment_id) where removed_at is null;
create index instance_deployment on instance (deployment_id);

create table route (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    environment_id uuid not null references environment on delete cascade,
    host_id uuid not null references host,
    host_name text not null check (host_name = lower(host_name) and length(host_name) <= 253),
    created_at timestamptz not null default now()
);
create unique index route_host_name on route (host_name);
create index route_environment on route (environment_id);

-- What each route points at now: the desired side of the edge's table.
create table route_target (
    route_id uuid not null references route on delete cascade,
    release_id uuid not null references release,
    weight int not null check (weight between 0 and 1000),
    primary key (route_id, release_id)
);

-- Newest counters per edge run, route and release; totals since that run began.
create table route_counter (
    edge_id uuid not null references edge on delete cascade,
    start_id uuid not null,
    route_id uuid not null,
    release_id uuid not null,
    counters jsonb not null,                           -- protocol.RouteCounters
    at timestamptz not null default now(),
    primary key (edge_id, start_id, route_id, release_id)
);

-- ---------------------------------------------------------------- log
create table log_stream (
    id uuid primary key,
    deployment_id uuid not null references deployment on delete cascade,
    kind text not null check (kind in ('BUILD', 'RUNTIME')),
    next_seq bigint not null default 1,                -- number of the next line
    first_seq bigint not null default 1,               -- oldest line kept
    closed_at timestamptz,
    unique (deployment_id, kind)
);

-- A source writes chunks without holes: a build attempt, an instance, or the control plane itself.
create table log_source (
    stream_id uuid not null references log_stream on delete cascade,
    source_id uuid not null,
    attempt int not null default 1,
    last_chunk bigint not null default 0,
    cursor text,
    primary key (stream_id, source_id, attempt)
);

create table log_chunk (
    stream_id uuid not null references log_stream on delete cascade,
    first_seq bigint not null,
    last_seq bigint not null,
    source_id uuid not null,
    stage text,
    lines bytea not null,                              -- the log package's encoding
    build_id uuid,
    fence bigint,
    at timestamptz not null default now(),
    primary key (stream_id, first_seq),
    check (last_seq >= first_seq)
);
create trigger log_chunk_fenced before insert on log_chunk for each row execute function require_current_fence();

-- ---------------------------------------------------------------- metrics, audit, idempotency, keys
create table metric_sample (
    instance_id uuid not null references instance on delete cascade,
    at timestamptz not null,
    cpu_percent real not null,
    memory_bytes bigint not null,
    memory_limit_bytes bigint not null,
    network_in_bytes bigint not null,
    network_out_bytes bigint not null,
    disk_read_bytes bigint not null,
    disk_write_bytes bigint not null,
    pids int not null,
    primary key (instance_id, at)
);

create table audit_event (
    id bigint generated always as identity primary key,
    team_id uuid references team on delete cascade,
    at timestamptz not null default now(),
    actor_kind text not null check (actor_kind in ('USER', 'WORKER', 'AGENT', 'EDGE', 'SYSTEM')),
    actor_id uuid,
    action text not null,                              -- noun.verb, for example project.create
    subject_kind text not null,
    subject_id uuid,
    detail jsonb not null default '{}',
    address text
);
create index audit_event_team on audit_event (team_id, id desc);

create table idempotency_key (
    scope text not null,                               -- identity and route
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null,
    status int,                                        -- null: the first request is still under way
    body text,
    created_at timestamptz not null default now(),
    primary key (scope, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Signing keys of access tokens, sealed; the newest signs.
create table signing_key (
    id uuid primary key,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz
);
