-- Samples arrive in the order of time, so a small block index finds the old ones.
create index metric_sample_at on metric_sample using brin (at);
