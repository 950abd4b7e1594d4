-- Every key that ever sealed a value here. The check value proves that a key file holds the very key.
create table seal_key (
    key_id bigint primary key,
    check_value bytea not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz
);
