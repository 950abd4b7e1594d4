-- A key is a bearer text for a session of its own: what ends sessions ends keys, and the session's row says until when.
create table api_key (
    id uuid primary key,
    session_id uuid not null references user_session on delete cascade,
    name text not null check (length(name) between 1 and 100),
    prefix text not null,                              -- the first characters, to tell keys apart
    key_hash bytea not null unique,
    created_at timestamptz not null default now()
);
create index api_key_session on api_key (session_id);
