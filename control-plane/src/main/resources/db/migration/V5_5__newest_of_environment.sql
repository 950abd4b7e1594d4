-- The newest deployment of each environment is asked for with every page of projects.
create index deployment_newest on deployment (environment_id, number desc) where deleted_at is null;
