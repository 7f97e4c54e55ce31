#!/bin/sh
# Runs once, when the store is made: the two roles and the database of docs/operations.md, and a small warehouse to govern.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres \
  -v owner="$(cat /run/secrets/owner)" -v app="$(cat /run/secrets/app)" -v agent="$(cat /run/secrets/warehouse)" <<'SQL'
create role mandate_owner login password :'owner';
create role mandate_app login password :'app';
create database mandate owner mandate_owner template template0 encoding 'UTF8';
revoke all on database mandate from public;
grant connect, temporary on database mandate to mandate_app;

create role warehouse_owner;
create database warehouse owner warehouse_owner;
create role agent login createrole password :'agent';
grant warehouse_owner to agent;
\connect warehouse
set role warehouse_owner;
create schema curated;
create table curated.orders (id int);
create table curated.customers (id int);
SQL
