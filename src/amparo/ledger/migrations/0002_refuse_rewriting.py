"""PostgreSQL refuses UPDATE, DELETE and TRUNCATE on the ledger, whoever asks through whichever program.

A superuser can switch triggers off: that is what signed heads kept elsewhere find out (see verify.py).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_keep_all BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_keep BEFORE UPDATE OR DELETE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_keep_all BEFORE TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

BACKWARD = """
DROP TRIGGER ledger_head_keep_all ON ledger_head;
DROP TRIGGER ledger_head_keep ON ledger_head;
DROP TRIGGER ledger_entry_keep_all ON ledger_entry;
DROP TRIGGER ledger_entry_keep ON ledger_entry;
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
