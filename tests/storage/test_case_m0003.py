"""Step 3 on a store of the version before it, with a file in it."""

import secrets

from cem_desktop.storage import migrations
from cem_desktop.storage.case_store import CaseUnit, open_case_store
from cem_desktop.storage.engine import connect
from cem_desktop.storage.store import create_store


def test_a_file_of_the_version_before_is_kept_and_has_no_team_yet(tmp_path):
    key = secrets.token_bytes(32)
    create_store(tmp_path / "case.db", key, migrations.CASE_STEPS[:2], CaseUnit).close()
    raw = connect(tmp_path / "case.db", key)
    raw.execute("INSERT INTO case_file VALUES ('f-1', '2345678Q', 't0', 'u-1')")
    raw.commit()
    raw.close()

    store = open_case_store(tmp_path, key)
    with store.read() as unit:
        assert unit.case_files.ids() == ("f-1",)
    store.close()
    raw = connect(tmp_path / "case.db", key)
    for table in ("case_member", "exceptional_access", "attachment", "audit_checkpoint"):
        assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    raw.close()
    assert (tmp_path / "case.db.before-3").exists()
