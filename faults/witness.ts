/**
 * Who looks on inside the database: each row of the outbox, as it comes and as it goes, in the transaction in which it does.
 * Only what has committed is remembered. It belongs to the campaign, and no product knows of it.
 */
export const WITNESS = `
  CREATE SCHEMA IF NOT EXISTS campaign;
  CREATE TABLE IF NOT EXISTS campaign.deliveries (
    event_id uuid NOT NULL,
    listener text NOT NULL,
    effect text NOT NULL,
    event_type text NOT NULL,
    step text NOT NULL CHECK (step IN ('written', 'removed')),
    transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint
  );
  CREATE INDEX IF NOT EXISTS deliveries_event ON campaign.deliveries (event_id, listener, step);
  CREATE OR REPLACE FUNCTION campaign.witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  DECLARE seen platform.outbox := coalesce(NEW, OLD);
  BEGIN
    INSERT INTO campaign.deliveries (event_id, listener, effect, event_type, step)
    VALUES (seen.event_id, seen.listener, seen.effect, seen.event->>'type', CASE TG_OP WHEN 'INSERT' THEN 'written' ELSE 'removed' END);
    RETURN NULL;
  END $$;
  CREATE OR REPLACE TRIGGER campaign_witness AFTER INSERT OR DELETE ON platform.outbox
    FOR EACH ROW EXECUTE FUNCTION campaign.witness();`;
