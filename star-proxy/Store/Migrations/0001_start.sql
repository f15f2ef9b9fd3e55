-- Times are microseconds since 1970, {blob} and {number} are written as each database spells them.
-- A number gives the order of creation; ids are random and are what everybody else sees.

CREATE TABLE device (
  number {number},
  id TEXT NOT NULL UNIQUE,
  cname TEXT NOT NULL UNIQUE,
  device_name TEXT NOT NULL,
  account_id TEXT,
  template TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  terminated_at BIGINT
);
CREATE INDEX device_by_account ON device (account_id, number);

CREATE TABLE enrolment (
  id TEXT NOT NULL PRIMARY KEY,
  mac_key {blob} NOT NULL,
  device_id TEXT REFERENCES device (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  account_id TEXT
);
CREATE INDEX enrolment_by_device ON enrolment (device_id);

CREATE TABLE account (
  number {number},
  id TEXT NOT NULL UNIQUE,
  thumbprint TEXT NOT NULL UNIQUE,
  jwk TEXT NOT NULL,
  contacts TEXT NOT NULL,
  enrolment_id TEXT REFERENCES enrolment (id),
  created_at BIGINT NOT NULL,
  deactivated_at BIGINT,
  revoked_at BIGINT
);

CREATE TABLE acme_order (
  number {number},
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  device_id TEXT REFERENCES device (id),
  certificate_id TEXT NOT NULL UNIQUE,
  identifiers TEXT NOT NULL,
  authorization_ids TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  not_before BIGINT,
  not_after BIGINT,
  auto_renewal TEXT,
  allow_certificate_get BIGINT,
  profile TEXT,
  csr {blob},
  finalized_at BIGINT,
  series_start BIGINT,
  valid_at BIGINT,
  canceled_at BIGINT,
  error TEXT,
  upstream_star_certificate TEXT,
  journal TEXT
);
CREATE INDEX acme_order_by_account ON acme_order (account_id, number);
CREATE INDEX acme_order_by_device ON acme_order (device_id, number) WHERE device_id IS NOT NULL;

CREATE TABLE acme_authorization (
  number {number},
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  wildcard BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  deactivated_at BIGINT,
  proved_at BIGINT,
  challenges TEXT NOT NULL
);
CREATE INDEX acme_authorization_proved ON acme_authorization (account_id, name) WHERE proved_at IS NOT NULL;

CREATE TABLE challenge (
  id TEXT NOT NULL PRIMARY KEY,
  authorization_id TEXT NOT NULL REFERENCES acme_authorization (id) ON DELETE CASCADE
);
CREATE INDEX challenge_by_authorization ON challenge (authorization_id);

CREATE TABLE certificate (
  number {number},
  fingerprint TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES acme_order (id),
  position BIGINT NOT NULL,
  serial_number TEXT NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  chain_pem TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  revoked_at BIGINT,
  revocation_reason BIGINT,
  UNIQUE (order_id, position)
);
CREATE INDEX certificate_revoked ON certificate (not_after) WHERE revoked_at IS NOT NULL;

CREATE TABLE work (
  order_id TEXT NOT NULL PRIMARY KEY REFERENCES acme_order (id),
  kind TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT
);
-- Whole, so that taking what is due passes over what is leased without looking at the table.
CREATE INDEX work_by_due ON work (due_at, lease_until, order_id);

CREATE TABLE zone_record (
  number {number},
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  ttl BIGINT NOT NULL,
  device_id TEXT REFERENCES device (id),
  UNIQUE (name, type, value)
);
CREATE INDEX zone_record_by_device ON zone_record (device_id) WHERE device_id IS NOT NULL;

CREATE TABLE zone (
  serial BIGINT NOT NULL
);
INSERT INTO zone (serial) VALUES (1);

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
