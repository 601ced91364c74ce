-- Deliveries that are due are looked for app by app, so that those of one app do not hold up the others'.
DROP INDEX webhook_deliveries_due;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (appid, next_at) WHERE next_at IS NOT NULL;
